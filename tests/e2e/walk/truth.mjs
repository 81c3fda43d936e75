// What is really there, whatever the SDK says: noted at the browser's own doors. Runs in the page.
//
// Everything that a client opens says whose it is: by the member `walk` of the dictionaries that the
// walk gives it and that browsers do not read, or by the query of a socket's URL.

/** The connections: `{ owner, peer, muted }`, `muted` being what the server was last told. */
const peers = []
const sockets = []
/** The streams that were opened for the SDK: `{ owner, tag, hook, pending, stream }`. */
const opened = []
/** What nobody has caught. */
export const uncaught = []

/** Where a call gives its options no constraints, they are the default's, which has no name. */
let ownerOfDefault

export function watch(defaultOwner) {
  ownerOfDefault = defaultOwner
  const { RTCPeerConnection, WebSocket } = window
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args)
      this.walk = { owner: args[0]?.walk, peer: this, muted: {} }
      peers.push(this.walk)
      this.addEventListener('datachannel', ({ channel }) => overhear(channel, this.walk))
    }
    createDataChannel(...args) {
      const channel = super.createDataChannel(...args)
      overhear(channel, this.walk)
      return channel
    }
  }
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      const owner = new URL(args[0]).searchParams.get('walk')
      sockets.push({ owner, socket: this })
      this.owner = owner
    }
    send(text) {
      hear(text, peerOf(this.owner))
      super.send(text)
    }
  }
  const { getUserMedia } = MediaDevices.prototype
  MediaDevices.prototype.getUserMedia = function (constraints) {
    const [owner, tag] = constraints?.walk?.split(':') ?? [ownerOfDefault, 'default']
    return noteStream({ owner, tag }, getUserMedia.call(this, constraints))
  }
  addEventListener('error', ({ message }) => uncaught.push(message))
  addEventListener('unhandledrejection', ({ reason }) => uncaught.push(`rejection: ${reason}`))
}

/** Notes the stream of this promise, which is the SDK's to end from then on. */
export async function noteStream(whose, promise) {
  const entry = { ...whose, pending: true }
  opened.push(entry)
  try {
    entry.stream = await promise
    return entry.stream
  } finally {
    entry.pending = false
  }
}

function overhear(channel, entry) {
  const { send } = channel
  channel.send = (text) => {
    hear(text, entry)
    send.call(channel, text)
  }
}

function hear(text, entry) {
  const { mute } = JSON.parse(text)
  if (!entry || !mute) return
  for (const kind of ['Audio', 'Video']) {
    const muted = mute[`mute${kind}`]
    if (muted !== undefined) entry.muted[kind.toLowerCase()] = muted
  }
}

const peerOf = (owner) => peers.findLast((entry) => entry.owner === owner)

export const openPeers = (owner) =>
  peers.filter((entry) => entry.owner === owner && entry.peer.signalingState !== 'closed')

/** The tracks that this connection sends. */
export const sent = ({ peer }) =>
  peer
    .getSenders()
    .map(({ track }) => track)
    .filter(Boolean)

export const openSockets = (owner) =>
  sockets.filter((entry) => entry.owner === owner && entry.socket.readyState < WebSocket.CLOSING)

export const isLive = (track) => track.readyState === 'live'
export const liveTracks = (stream) => stream?.getTracks?.().filter(isLive) ?? []

/** The streams that were opened for this client and are not ended. */
export const liveStreams = (owner) =>
  opened.filter((entry) => entry.owner === owner && liveTracks(entry.stream).length > 0)

export const pendingStreams = (owner) =>
  opened.filter((entry) => entry.owner === owner && entry.pending)

/** The one that this track belongs to. */
export const openedOf = (track) =>
  opened.find(({ stream }) => stream?.getTracks?.().includes(track))

/** What is over for good is nobody's to look at again. */
export function forgetThePast() {
  const keep = (list, wanted) => list.splice(0, list.length, ...list.filter(wanted))
  keep(peers, ({ peer }) => peer.signalingState !== 'closed')
  keep(sockets, ({ socket }) => socket.readyState !== WebSocket.CLOSED)
}
