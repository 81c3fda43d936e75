// Names that are not plain ASCII, in hosts and in what servers answer: the browser's URL writes them.
import { expect, test } from './lab.mjs'

const HOST = 'bücher.example'
const WRITTEN = 'xn--bcher-kva.example'

/** Nobody is there: what the page asks of that host is kept, and refused. */
async function listen(page) {
  const asked = []
  await page.route(`**://${WRITTEN}/**`, (route) => {
    if (route.request().method() !== 'OPTIONS') asked.push(route.request().url())
    return route.fulfill({
      status: 404,
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    })
  })
  await page.route(`**://${WRITTEN}:*/**`, (route) => {
    asked.push(route.request().url())
    return route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } })
  })
  return asked
}

test('41: an international host is written as the browser writes it', async ({ lab }) => {
  const page = await lab()
  const asked = await listen(page)
  for (const [options, path] of [
    [{ host: HOST }, '/live/whep/endpoint/s'],
    [{ endpoint: `https://${HOST}/an ünlaut?x=1` }, '/an%20%C3%BCnlaut'],
    [{ host: 'BÜCHER.example', protocol: 'http' }, '/live/whep/endpoint/s'],
  ]) {
    asked.length = 0
    const told = await page.evaluate(async (given) => {
      const client = make(sluice.WHEPClient)
      await client.init({ streamName: 's', ...given })
      const { code } = await outcome(client.subscribe())
      return { code, host: client.getOptions().host }
    }, options)
    expect(told).toEqual({ code: 'stream.not_found', ...(options.host && { host: options.host }) })
    expect(asked.map((url) => new URL(url).hostname)).toEqual([WRITTEN])
    expect(new URL(asked[0]).pathname).toBe(path)
  }
  asked.length = 0
  const found = await page.evaluate(
    ([host]) => outcome(sluice.streamManagerUtil.getOrigin(host, 'live', 's')),
    [HOST],
  )
  expect(found).toMatchObject({ code: 'manager.no_origin' })
  expect(asked.map((url) => new URL(url).hostname)).toEqual([WRITTEN])
  const managed = await page.evaluate(
    async ([url]) => {
      const client = make(sluice.RTCSubscriber)
      const options = { host: 'a.example', streamName: 's', streamManager: { url, retries: 0 } }
      return outcome(client.init(options))
    },
    [`https://${HOST}`],
  )
  expect(managed).toMatchObject({ code: 'manager.no_edge' })
  for (const host of [`${HOST}/x`, `${HOST}:8080`, `u@${HOST}`, 'bü cher', '‍']) {
    const refused = await page.evaluate(
      (given) => outcome(new sluice.WHEPClient().init({ host: given, streamName: 's' })),
      host,
    )
    expect(refused, host).toMatchObject({ code: 'config.host_invalid' })
  }
})

test('27: a Location with raw characters ends its session', async ({ cluster, lab }) => {
  const page = await lab()
  const { port } = cluster
  const inBytes = (text) => Buffer.from(text).toString('latin1')
  for (const [location, url] of [
    ['/live/whip/resource/my stream', `http://localhost:${port}/live/whip/resource/my%20stream`],
    ['/live/whip/resource/a`b', `http://localhost:${port}/live/whip/resource/a%60b`],
    [inBytes('/live/whip/resource/café'), `http://localhost:${port}/live/whip/resource/caf%C3%A9`],
    [inBytes(`http://${HOST}/sitzung`), `http://${WRITTEN}/sitzung`],
  ]) {
    const ended = page.waitForRequest((request) => request.method() === 'DELETE')
    await page.route('http://xn--*/**', (route) =>
      route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' } }),
    )
    // As fetch() shows a server's bytes; the cluster's faults are ASCII.
    await page.evaluate((shown) => {
      window.getHeader ??= Headers.prototype.get
      Headers.prototype.get = function (name) {
        const value = window.getHeader.call(this, name)
        return name === 'location' && value ? shown : value
      }
    }, location)
    const published = await page.evaluate(async () => {
      window.client = make(sluice.WHIPClient)
      await client.init({ ...server, streamName: 'names' })
      const result = await outcome(client.publish())
      await client.unpublish(true)
      return result
    })
    expect(published).toBe('ok')
    expect((await ended).url()).toBe(url)
    await expect
      .poll(async () => (await cluster.nodes()).flatMap(({ streams }) => streams))
      .toEqual([])
  }
})

test('40: an ICE server that the browser refuses does not cost the others', async ({
  cluster,
  lab,
}) => {
  const page = await lab()
  // The core knows what Chromium refuses; this browser refuses more.
  await page.evaluate(() => {
    const { setConfiguration } = RTCPeerConnection.prototype
    RTCPeerConnection.prototype.setConfiguration = function (configuration) {
      const urls = configuration.iceServers.flatMap((each) => each.urls)
      if (urls.some((url) => url.includes('odd'))) throw new SyntaxError('an odd server')
      return setConfiguration.call(this, configuration)
    }
  })
  const link = ['stun:127.0.0.1:1', 'STUN:odd.example', 'stun:h.example:', 'Stun:127.0.0.1:2']
    .map((url) => `<${url}>; rel="ice-server"`)
    .join(', ')
  await cluster.fault({ method: 'POST' }, { headers: { link } })
  const servers = await page.evaluate(async () => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: 'ice' })
    await client.publish()
    const { iceServers } = client.getPeerConnection().getConfiguration()
    await client.unpublish(true)
    return iceServers.flatMap(({ urls }) => urls)
  })
  expect(servers).toEqual(['stun:127.0.0.1:1', 'stun:127.0.0.1:2'])
})
