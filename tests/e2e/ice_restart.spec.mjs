// A path that breaks under a live session, and a server that can restart ICE: a second page's own
// peer connection, reached through a relay that is cut. The browser's media and ICE are real.
import { dataOf, expect, heard, stop, test } from './lab.mjs'
import { relayedAnswer, withoutCandidates } from './servers/datagram_relay.mjs'

// To such pages Chromium shows the machine's addresses; the names that it shows to others cannot be
// looked up by its headless shell.
test.use({ permissions: ['camera'] })

/** In the server's page: a moving picture, and the answers to offers. */
function serve() {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  setInterval(() => {
    context.fillStyle = `hsl(${(performance.now() / 10) % 360} 80% 50%)`
    context.fillRect(0, 0, canvas.width, canvas.height)
  }, 40)
  const stream = canvas.captureStream(25)
  const peer = new RTCPeerConnection()
  window.answerTo = async (offer) => {
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    if (peer.getSenders().every(({ track }) => !track)) peer.addTrack(stream.getTracks()[0], stream)
    await peer.setLocalDescription(await peer.createAnswer())
    // Of a restart the state is told late.
    while (!/^a=candidate:.* udp /m.test(peer.localDescription.sdp))
      await new Promise((resolve) => setTimeout(resolve, 10))
    return peer.localDescription.sdp
  }
}

const lineOf = (text, name) => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(text)?.[1]

/** The server's WHEP side: one session, its requests, and the relay that its media goes through. */
class Server {
  requests = []
  relay
  #page
  #offer = ''
  #tag = 0

  constructor(page) {
    this.#page = page
  }

  /** What the page's peer answers, with the relay as its only address. */
  async #answer(offer) {
    this.#offer = offer
    const answer = await this.#page.evaluate((sdp) => window.answerTo(sdp), offer)
    const relayed = await relayedAnswer(answer)
    this.relay = relayed.relay
    return relayed
  }

  async handle(route) {
    const request = route.request()
    const body = request.postData() ?? ''
    const ufrag = lineOf(body, 'ice-ufrag')
    const restarts = request.method() === 'PATCH' && ufrag !== lineOf(this.#offer, 'ice-ufrag')
    this.requests.push(restarts ? 'restart' : request.method())
    if (request.method() === 'POST') {
      // Where the restart takes its time a new session is tried beside it; there is none to have.
      if (this.#offer) return route.fulfill({ status: 503 })
      const { answer } = await this.#answer(withoutCandidates(body))
      return route.fulfill({
        status: 201,
        headers: { location: '/ice/session', etag: `"${++this.#tag}"` },
        contentType: 'application/sdp',
        body: answer,
      })
    }
    if (!restarts) return route.fulfill({ status: request.method() === 'PATCH' ? 204 : 200 })
    expect(await request.headerValue('if-match')).toBe('"*"')
    const broken = this.relay
    const { answer, candidate } = await this.#answer(
      this.#offer
        .replaceAll(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${ufrag}`)
        .replaceAll(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${lineOf(body, 'ice-pwd')}`),
    )
    broken.close()
    const names = ['ice-ufrag', 'ice-pwd']
    const credentials = names.map((name) => `a=${name}:${lineOf(answer, name)}\r\n`)
    return route.fulfill({
      status: 200,
      headers: { etag: `"${++this.#tag}"` },
      contentType: 'application/trickle-ice-sdpfrag',
      body: `${credentials.join('')}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n${candidate}`,
    })
  }
}

test('a session whose path breaks finds another one, by an ICE restart [row 12] [row 26] [row 28]', async ({
  lab,
}) => {
  const [page, far] = [await lab('examples/subscribe/'), await lab()]
  await far.evaluate(serve)
  const server = new Server(far)
  await page.route('**/ice/**', (route) => server.handle(route))
  const frames = () =>
    page.evaluate(async () => {
      const report = [...(await client.getPeerConnection().getStats()).values()]
      return report.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
        ?.framesDecoded
    })
  const outcome = await page.evaluate(() => {
    window.client = make(sluice.WHEPClient)
    const options = { endpoint: `${location.origin}/ice/whep`, recovery: true }
    return window.outcome(client.init(options).then(() => client.subscribe()))
  })
  expect(outcome).toBe('ok')
  await expect.poll(frames).toBeGreaterThan(60)

  server.relay.cut()
  await expect.poll(() => heard(page), { timeout: 20_000 }).toContain('Reconnect.Success')
  const before = await frames()
  await expect.poll(frames).toBeGreaterThan(before + 20)
  const successes = await dataOf(page, 'Reconnect.Success')
  expect(successes[0]).toMatchObject({ cause: 'disconnected', kept: true })
  // On a busy machine the picture may take its time behind that, which is told; the session stays.
  expect(successes.filter(({ kept }) => !kept)).toEqual([])
  expect(server.requests.filter((one) => one === 'restart')).toHaveLength(1)
  expect(server.requests.filter((one) => one === 'POST').length).toBeLessThan(5)
  await stop(page)
  expect(server.requests.at(-1)).toBe('DELETE')
  server.relay.close()
})
