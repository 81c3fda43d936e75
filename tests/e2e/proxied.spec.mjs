// Frameworks put proxies around what they are given: clients work behind them.
import { fileURLToPath } from 'node:url'
import { expect, expectNothingLeft, stop, test, viaManager } from './lab.mjs'

const vue = fileURLToPath(
  new URL('../../node_modules/vue/dist/vue.esm-browser.prod.js', import.meta.url),
)

/** A page with `behind`, which puts a plain proxy, or Vue's, around an object. */
async function framework(lab, path = 'examples/publish/') {
  const page = await lab(path)
  await page.route('**/lib/vue.js', (route) =>
    route.fulfill({ path: vue, contentType: 'text/javascript' }),
  )
  await page.evaluate(async () => {
    const { reactive, isReactive } = await import('/lib/vue.js')
    window.behind = {
      proxy: (object) => new Proxy(object, {}),
      vue: (object) => {
        const made = reactive(object)
        if (!isReactive(made)) throw new Error('Vue has left it alone')
        return made
      },
    }
  })
  return page
}

for (const kind of ['proxy', 'vue']) {
  test(`clients live behind proxies, options too: ${kind}`, async ({ cluster, lab }) => {
    const source = await framework(lab)
    const heard = await source.evaluate(async (name) => {
      const raw = new sluice.WHIPClient()
      window.client = window.behind[name](raw)
      const same = []
      const started = new Promise((resolve) => {
        client.on('Publish.Start', ({ publisher }) => resolve(publisher === raw))
      })
      const options = window.behind[name]({
        ...server,
        streamName: `behind ${name}`,
        mediaConstraints: { audio: true, video: { width: 320 } },
        connectionParams: { a: 'b' },
      })
      same.push((await client.init(options)) === raw)
      same.push((await client.publish()) === raw, await started)
      return { same, tracks: client.getMediaStream().getTracks().length }
    }, kind)
    expect(heard).toEqual({ same: [true, true, true], tracks: 2 })

    for (const Client of ['WHEPClient', 'RTCSubscriber', 'Red5ProSubscriber']) {
      const page = await framework(lab, 'examples/subscribe/')
      await page.evaluate(
        async ([name, Class, manager]) => {
          const options = {
            ...server,
            streamName: `behind ${name}`,
            recovery: true,
            ...manager,
          }
          const behindAll = Class === 'Red5ProSubscriber'
          let made = window.behind[name](new sluice[Class]())
          if (behindAll) made = await made.setPlaybackOrder(['whep']).init({ whep: options })
          window.client = window.behind[name](made)
          if (!behindAll) await client.init(window.behind[name](options))
          await client.subscribe()
        },
        [kind, Client, viaManager(cluster)],
      )
      await expect
        .poll(() =>
          page.evaluate(async () => {
            const stats = await client.getPeerConnection().getStats()
            const video = [...stats.values()].find(
              ({ type, kind: of }) => type === 'inbound-rtp' && of === 'video',
            )
            return video?.framesDecoded ?? 0
          }),
        )
        .toBeGreaterThan(10)
      expect(
        await page.evaluate((name) => {
          const controls = window.behind[name](client.getControls())
          client.mute()
          client.setVolume(0.5)
          return [controls.isMuted(), controls.getVolume(), client.recovery.active]
        }, kind),
      ).toEqual([true, 0.5, false])
      await page.evaluate(() => client.unsubscribe())
    }
    await stop(source)
    await expectNothingLeft(cluster, source)
  })
}

test("a subclass of the app's keeps what it overrides", async ({ lab }) => {
  const page = await framework(lab)
  const told = await page.evaluate(() => {
    class Mine extends sluice.WHEPClient {
      #calls = 0
      getType() {
        this.#calls += 1
        return `mine ${super.getType()} ${this.#calls}`
      }
      get calls() {
        return this.#calls
      }
    }
    const mine = window.behind.proxy(new Mine())
    return [mine.getType(), mine.getType(), mine.calls, mine instanceof Mine]
  })
  expect(told).toEqual(['mine RTC 1', 'mine RTC 2', 2, true])
})
