// Peer connections of a server's: a second page's, so that media and ICE are a browser's own.

/** In the server's page: a moving picture for players, and one peer connection for each session. */
function serve() {
  const canvas = document.createElement('canvas')
  canvas.width = 160
  canvas.height = 120
  const context = canvas.getContext('2d')
  setInterval(() => {
    context.fillStyle = `hsl(${(performance.now() / 10) % 360} 80% 50%)`
    context.fillRect(0, 0, canvas.width, canvas.height)
  }, 50)
  const stream = canvas.captureStream(20)
  const peers = new Map()
  const offers = new Map()

  // With the first candidate, which is enough.
  const described = async (peer) => {
    await peer.setLocalDescription()
    while (!/^a=candidate:.* udp /im.test(peer.localDescription.sdp))
      await new Promise((resolve) => setTimeout(resolve, 10))
    return peer.localDescription.sdp
  }
  const opened = (id) => {
    const peer = new RTCPeerConnection()
    peers.set(id, peer)
    return peer
  }

  window.answerTo = async (id, offer) => {
    const peer = opened(id)
    offers.set(id, offer)
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    if (/^a=recvonly/m.test(offer)) peer.addTrack(stream.getTracks()[0], stream)
    return described(peer)
  }
  window.offerOf = (id) => {
    const peer = opened(id)
    peer.addTransceiver(stream.getTracks()[0], { direction: 'sendonly', streams: [stream] })
    return described(peer)
  }
  window.accept = (id, answer) =>
    peers.get(id).setRemoteDescription({ type: 'answer', sdp: answer })
  window.offerAt = (id) => offers.get(id)
  window.closePeer = (id) => peers.get(id)?.close()
  window.openedPeers = () =>
    [...peers.values()].filter(({ signalingState }) => signalingState !== 'closed').length
}

/** What a peer of the page's says; `id`: of the session. */
export async function startPeers(page) {
  await page.evaluate(serve)
  let last = 0
  return {
    next: () => ++last,
    answer: (id, offer) => page.evaluate(([id, sdp]) => window.answerTo(id, sdp), [id, offer]),
    offer: (id) => page.evaluate((id) => window.offerOf(id), id),
    accept: (id, answer) => page.evaluate(([id, sdp]) => window.accept(id, sdp), [id, answer]),
    /** The offer that the session was made with. */
    offerAt: (id) => page.evaluate((id) => window.offerAt(id), id),
    close: (id) => page.evaluate((id) => window.closePeer(id), id),
    open: () => page.evaluate(() => window.openedPeers()),
  }
}
