// A path for media that a test can cut without a word to either end: a relay of datagrams, which a
// server's description names as its only address.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** Passes datagrams between whoever writes to it and `target`, until it is cut. */
export async function relayTo(target) {
  const [front, back] = [createSocket('udp4'), createSocket('udp4')]
  let client
  let cut = false
  front.on('message', (data, from) => {
    client = from
    if (!cut) back.send(data, target.port, target.address)
  })
  back.on('message', (data) => {
    if (!cut && client) front.send(data, client.port, client.address)
  })
  front.bind(0, '127.0.0.1')
  back.bind(0, '127.0.0.1')
  await Promise.all([once(front, 'listening'), once(back, 'listening')])
  return {
    port: front.address().port,
    cut: () => (cut = true),
    close: () => [front, back].forEach((socket) => socket.close()),
  }
}

export const withoutCandidates = (sdp) =>
  sdp.replaceAll(/^a=(candidate:.*|end-of-candidates|ice-options:.*)\r?\n/gm, '')

/** A browser's answer with the relay as its only address, that address's line, and the relay. */
export async function relayedAnswer(answer) {
  const [, address, port] = /a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host/i.exec(answer)
  const relay = await relayTo({ address, port: Number(port) })
  const candidate = `a=candidate:1 1 udp 2122260223 127.0.0.1 ${relay.port} typ host\r\n`
  // The first section has the transport of all.
  const [session, first, ...others] = withoutCandidates(answer).split(/(?=^m=)/m)
  return { answer: [session, first + candidate, ...others].join(''), candidate, relay }
}
