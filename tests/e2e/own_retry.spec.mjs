// Pages of the old kind: no `recovery`, but timers of their own, off('*'), unsubscribe() and a new
// client for each try. What they hear must make them reconnect once per loss, not twice.
import { expect, expectNothingLeft, start, stop, test, viaManager } from './lab.mjs'

test.use({ clusterArgs: [['--origins', '2', '--edges', '2'], { scope: 'worker' }] })
test.setTimeout(90_000)

/** The documented way, at its most naive: each of these events begins anew, with no guard. */
function runOldPage([Player, options]) {
  const lost = [
    'Subscribe.Play.Unpublish',
    'Subscribe.Connection.Closed',
    'WebRTC.DataChannel.Error',
  ]
  window.losses = []
  window.playing = false
  const retry = () => setTimeout(connect, 1000)
  function connect() {
    const current = new sluice[Player]()
    window.client = current
    const listener = ({ type, data }) => {
      const starts = type === 'Subscribe.Status' && /already start/i.test(data?.message)
      if (!lost.includes(type) && !starts) return
      window.losses.push(type)
      window.playing = false
      current.off('*', listener)
      current.unsubscribe()
      retry()
    }
    current.on('*', listener)
    current
      .init({ ...window.server, ...options })
      .then(() => current.subscribe())
      .then(() => (window.playing = true))
      .catch(() => {
        current.off('*', listener)
        retry()
      })
  }
  connect()
}

for (const [publisher, player] of [
  ['RTCPublisher', 'RTCSubscriber'],
  ['WHIPClient', 'WHEPClient'],
]) {
  test(`a page that reconnects by itself does so once per loss: ${player}`, async ({
    cluster,
    lab,
  }) => {
    const [source, page] = [await lab(), await lab('examples/subscribe/')]
    const options = { streamName: 's', ...viaManager(cluster, { retries: 0 }) }
    const playing = () => page.evaluate(() => window.playing)
    const losses = () => page.evaluate(() => window.losses.length)
    expect(await start(source, publisher, options)).toBe('ok')
    await page.evaluate(runOldPage, [player, options])
    await expect.poll(playing).toBe(true)

    const edge = (await cluster.nodes()).find(
      ({ role, sessions }) => role === 'edge' && sessions > 0,
    )
    await cluster.kill(edge.id)
    await expect.poll(losses, { timeout: 30_000 }).toBe(1)
    await expect.poll(playing).toBe(true)
    await cluster.restart(edge.id)

    await stop(source)
    await expect.poll(losses, { timeout: 30_000 }).toBe(2)
    expect(await start(source, publisher, options)).toBe('ok')
    await expect.poll(playing).toBe(true)
    // One player plays, and nobody else is trying.
    await expect.poll(async () => (await cluster.load()).sessions).toBe(2)
    expect(await losses()).toBe(2)

    await stop(page)
    await stop(source)
    await expectNothingLeft(cluster, source, page)
  })
}
