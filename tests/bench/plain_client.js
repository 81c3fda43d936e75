// The measure: a WHIP and WHEP client as one writes it by hand, without a library and without care
// for anything but the good case. Same order, same trickle, and the same offers as Sluice's without
// its data channel.
const fragmentOf = (offer, candidates) => {
  const line = (prefix) => offer.split('\r\n').find((text) => text.startsWith(prefix)) ?? ''
  return [
    line('a=group:BUNDLE'),
    line('a=ice-ufrag:'),
    line('a=ice-pwd:'),
    line('m='),
    line('a=mid:'),
    ...candidates.map((candidate) => `a=${candidate}`),
    'a=end-of-candidates',
    '',
  ].join('\r\n')
}

async function negotiate(peer, endpoint) {
  const candidates = []
  const gathered = new Promise((resolve) => {
    peer.onicecandidate = ({ candidate }) =>
      candidate?.candidate ? candidates.push(candidate.candidate) : resolve()
  })
  const connected = new Promise((resolve) => {
    peer.onconnectionstatechange = () => peer.connectionState === 'connected' && resolve()
  })
  const offer = await peer.createOffer()
  const [response] = await Promise.all([
    fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: offer.sdp,
    }),
    peer.setLocalDescription(offer),
  ])
  if (response.status !== 201) throw new Error(`HTTP ${response.status}`)
  const session = new URL(response.headers.get('location'), response.url)
  const etag = response.headers.get('etag')
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() })
  gathered.then(() =>
    fetch(session, {
      method: 'PATCH',
      headers: { 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': etag },
      body: fragmentOf(offer.sdp, candidates),
    }),
  )
  await connected
  return async () => {
    await fetch(session, { method: 'DELETE' })
    peer.close()
  }
}

// Without a pool of candidates, as with one Chromium fails to connect now and then.
const configuration = { bundlePolicy: 'max-bundle' }

export async function publish(origin, name, stream) {
  const peer = new RTCPeerConnection(configuration)
  for (const track of stream.getTracks()) {
    const maxBitrate = track.kind === 'video' ? 750_000 : 56_000
    peer.addTransceiver(track, {
      direction: 'sendonly',
      streams: [stream],
      sendEncodings: [{ maxBitrate }],
    })
  }
  return negotiate(peer, `${origin}live/whip/endpoint/${name}`)
}

export async function subscribe(origin, name, video) {
  const peer = new RTCPeerConnection(configuration)
  peer.addTransceiver('video', { direction: 'recvonly' })
  peer.addTransceiver('audio', { direction: 'recvonly' })
  peer.ontrack = ({ streams }) => {
    if (video.srcObject) return
    video.srcObject = streams[0]
    video.play()
  }
  return negotiate(peer, `${origin}live/whep/endpoint/${name}`)
}
