// Every way out ends the session on the server: at each step, by the page's end, by a killed browser.
import { chromium } from '@playwright/test'
import { chromiumArgs, chromiumPath } from './browser.mjs'
import { expect, expectNothingLeft, test } from './lab.mjs'

const sides = [
  ['WHIPClient', 'publish', 'unpublish'],
  ['WHEPClient', 'subscribe', 'unsubscribe'],
]

test('closing at any step of the negotiation leaves nothing behind', async ({ cluster, lab }) => {
  test.setTimeout(180_000)
  const onAir = await lab()
  await onAir.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'steps' })
    await client.publish()
  })
  const page = await lab()
  const steps = {
    WHIPClient: [
      'WebRTC.MediaConstraints.Accepted',
      'WebRTC.PeerConnection.Available',
      'WebRTC.Offer.Start',
      'Connect.Success',
      'WebRTC.Offer.End',
      'WebRTC.PeerConnection.Open',
      'Publish.Start',
    ],
    WHEPClient: [
      'WebRTC.PeerConnection.Available',
      'WebRTC.Offer.Start',
      'Connect.Success',
      'WebRTC.Add.Stream',
      'WebRTC.PeerConnection.Open',
      'Subscribe.Start',
    ],
  }
  for (const [Client, begin, end] of sides) {
    for (const step of [null, ...steps[Client]]) {
      const result = await page.evaluate(
        async ([name, start, stop, when]) => {
          const client = make(sluice[name])
          let stopped
          const leave = () => (stopped ??= outcome(client[stop](true)))
          if (when) client.on(when, leave)
          const streamName = name === 'WHIPClient' ? 'steps-2' : 'steps'
          await client.init({ ...server, streamName })
          const started = outcome(client[start]())
          if (!when) leave()
          const result = await started
          // The start is told when the data channel is open, a little later.
          if (result === 'ok' && !stopped) await new Promise((resolve) => client.on(when, resolve))
          return { started: result, stopped: await stopped }
        },
        [Client, begin, end, step],
      )
      expect(result.stopped, `${Client} at ${step}`).toBe('ok')
      if (result.started !== 'ok')
        expect(result.started, step).toMatchObject({ code: 'state.closed' })
      await expect
        .poll(() => page.evaluate(() => resources()), step)
        .toMatchObject({
          peers: 0,
          tracks: 0,
          sessions: 0,
          callbacks: 0,
        })
    }
  }
  await onAir.evaluate(() => client.unpublish(true))
  await expectNothingLeft(cluster, page, onAir)
})

for (const [Client, begin] of sides) {
  test(`a page that is left tells the server by DELETE: ${Client} [row 9]`, async ({
    cluster,
    lab,
  }) => {
    const onAir = await lab()
    await onAir.evaluate(async () => {
      window.client = make(sluice.WHIPClient)
      await client.init({ ...server, streamName: 'stays' })
      await client.publish()
    })
    const page = await lab()
    await page.evaluate(
      async ([name, method, streamName]) => {
        const client = make(sluice[name])
        await client.init({ ...server, streamName })
        await client[method]()
      },
      [Client, begin, Client === 'WHIPClient' ? 'leaves' : 'stays'],
    )
    // The node may see the peer close first; what shows the DELETE is the fault that it meets.
    await cluster.fault({ method: 'DELETE' }, { delayMs: 1 })
    await page.goto('about:blank')
    await expect.poll(() => cluster.faults()).toEqual([])
    await expect.poll(() => cluster.load()).toEqual({ sessions: 1, streams: 1, sockets: 0 })
    await onAir.evaluate(() => client.unpublish(true))
    await expectNothingLeft(cluster, onAir)
  })
}

test('a browser that is killed is forgotten by the cluster', async ({ cluster }) => {
  const browser = await chromium.launchServer({ executablePath: chromiumPath, args: chromiumArgs })
  const client = await chromium.connect(browser.wsEndpoint())
  const page = await client.newPage()
  await page.goto(`${cluster.url}examples/publish/`)
  await page.getByRole('button', { name: 'Start publishing' }).click()
  await expect(page.getByRole('status')).toHaveAttribute('data-state', 'live')
  expect(await cluster.load()).toEqual({ sessions: 1, streams: 1, sockets: 0 })
  await browser.kill()
  await expect.poll(() => cluster.load()).toEqual({ sessions: 0, streams: 0, sockets: 0 })
})

test('a stream whose node dies is told as lost [row 10]', async ({ cluster, lab }) => {
  const page = await lab()
  await page.evaluate(async () => {
    const client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'doomed', timeouts: { disconnected: 500 } })
    await client.publish()
  })
  const node = (await cluster.nodes()).find(({ streams }) => streams.includes('doomed'))
  await cluster.kill(node.id)
  await expect
    .poll(() => page.evaluate(() => events), { timeout: 30_000 })
    .toContain('Publisher.Connection.Closed peer.failed')
  await cluster.restart(node.id)
  await expectNothingLeft(cluster, page)
})
