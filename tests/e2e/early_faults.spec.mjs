// What fails before there is a session, and calls that used to hang: faults that were met once, by
// the number of their report.
import { expect, expectNothingLeft, stop, test } from './lab.mjs'

/** What `sluice.load()` comes to where these bytes are served as sluice.wasm, and then the real ones. */
async function loadInstead(page, bytes) {
  await page.route('**/other.wasm', (route) =>
    route.fulfill({ contentType: 'application/wasm', body: Buffer.from(bytes) }),
  )
  return page.evaluate(async () => {
    const told = await outcome(sluice.load({ wasmUrl: '/other.wasm' }))
    return { told, then: await outcome(sluice.load()) }
  })
}

test('56: a module of another version is told as that, and the next call tries again', async ({
  lab,
}) => {
  // (module (import "a" "nobody" (func))): an import that the glue does not have.
  const stale = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 12, 1, 1, 97, 6]
  const bytes = [...stale, ...Buffer.from('nobody'), 0, 0]
  const { told, then } = await loadInstead(await lab(), bytes)
  expect(told).toMatchObject({ code: 'wasm.load', blame: 'caller', retryable: false })
  expect(told.message).toContain('another version')
  expect(then).toBe('ok')
})

test('74: wrong bytes are told as that, and are not worth another try', async ({ lab }) => {
  const { told, then } = await loadInstead(await lab(), Buffer.from('not a module'))
  expect(told).toMatchObject({ code: 'wasm.load', blame: 'caller', retryable: false })
  expect(then).toBe('ok')
})

test("74: a page's policy that forbids WebAssembly is named", async ({ lab }) => {
  const page = await lab()
  await page.route('**/strict.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'self'" },
      body: '<!doctype html><title>strict</title>',
    }),
  )
  await page.goto(new URL('/strict.html', page.url()).href)
  const told = await page.evaluate(async () => {
    const { load } = await import('/dist/index.js')
    return load().catch((error) => error.toJSON())
  })
  expect(told).toMatchObject({ code: 'wasm.load', blame: 'caller', retryable: false })
  expect(told.message).toContain('wasm-unsafe-eval')
})

test('61: what a wasmUrl holds is in no error', async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(() =>
    outcome(sluice.load({ wasmUrl: 'https://user:hush@127.0.0.1:1/a.wasm?token=hush' })),
  )
  expect(told.code).toBe('wasm.load')
  expect(JSON.stringify(told)).not.toContain('hush')
})

test('57: a view that is no element is refused at the call', async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(() =>
    [{ current: document.createElement('video') }, {}, 7, null].map((view) => {
      try {
        new sluice.WHEPClient().setView(view)
        return 'taken'
      } catch (error) {
        return error.code
      }
    }),
  )
  expect(told).toEqual(Array(4).fill('config.invalid'))
})

test('59: a publish() behind an unpublish() begins anew, however slow the token is', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const given = []
    const token = () => new Promise((resolve) => given.push(resolve))
    window.client = make(sluice.WHIPClient)
    const ready = client.init({ ...server, streamName: 'slow', token })
    const first = ready.then(() => client.publish())
    const outcomes = [outcome(ready), outcome(first)]
    const ended = client.unpublish()
    const second = client.publish()
    const answer = setInterval(() => given.splice(0).forEach((give) => give('aaa')), 20)
    const all = await Promise.all([...outcomes, outcome(ended), outcome(second)])
    clearInterval(answer)
    return all.map((one) => one.code ?? one)
  })
  expect(told).toEqual(['state.closed', 'state.closed', 'ok', 'ok'])
  await stop(page)
  await expectNothingLeft(cluster, page)
})

for (const [Client, url, code] of [
  ['WHEPClient', 'nonsense', 'config.endpoint_invalid'],
  ['WHIPClient', 'ftp://x', 'config.endpoint_invalid'],
]) {
  test(`60: new ${Client}('${url}') tells why nothing comes of it`, async ({ lab }) => {
    const page = await lab()
    await page.evaluate(
      ([name, endpoint]) => {
        window.told = []
        new sluice[name](endpoint).on('*', ({ type, data }) =>
          window.told.push(`${type} ${data?.code}`),
        )
      },
      [Client, url],
    )
    await expect.poll(() => page.evaluate(() => window.told)).toEqual([`Connect.Failure ${code}`])
  })
}

test('65: what cannot be said is refused by an error of ours', async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const client = new sluice.RTCSubscriber()
    const circle = {}
    circle.self = circle
    const thrown = (call) => {
      try {
        call()
        return 'nothing'
      } catch (error) {
        return error.code
      }
    }
    return [
      (await outcome(client.callServer('m', circle))).code,
      (await outcome(client.callServer('m', () => 1))).code,
      thrown(() => client.send('m', circle)),
      thrown(() => client.setVolume(NaN)),
    ]
  })
  expect(told).toEqual(['config.invalid', 'state.not_live', 'config.invalid', 'config.invalid'])
})

test("66: a stream without tracks is the caller's to mend", async ({ lab }) => {
  const page = await lab()
  const told = await page.evaluate(async () => {
    const client = new sluice.WHIPClient()
    await client.initWithStream({ ...server, streamName: 'empty' }, new MediaStream())
    const refused = await outcome(client.publish())
    const notOne = await outcome(new sluice.WHIPClient().initWithStream(server, {}))
    await client.unpublish()
    return [refused.code, notOne.code]
  })
  expect(told).toEqual(['config.invalid', 'config.invalid'])
})
