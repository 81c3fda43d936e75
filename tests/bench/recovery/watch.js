// Runs in a page before anything else: notes what happens when, and counts what is open. Everything
// stays the real thing. Times are Date.now(), the clock that the killer reads too.
{
  window.notes = []
  window.note = (what, more) => notes.push({ at: Date.now(), what, ...more })
  window.peerOfTrack = new WeakMap()

  const peers = new Set()
  const sockets = new Set()
  const timers = new Set()
  let peerCount = 0

  window.RTCPeerConnection = class extends RTCPeerConnection {
    #number = ++peerCount

    constructor(...args) {
      super(...args)
      peers.add(this)
      this.#note('peer made')
      this.addEventListener('connectionstatechange', () =>
        this.#note(`peer ${this.connectionState}`),
      )
      this.addEventListener('track', ({ track }) => peerOfTrack.set(track, this.#number))
    }

    async setRemoteDescription(description) {
      await super.setRemoteDescription(description)
      this.#note('peer described')
    }

    close() {
      peers.delete(this)
      this.#note('peer closed')
      super.close()
    }

    #note(what) {
      note(what, { peer: this.#number })
    }
  }

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      sockets.add(this)
      note('socket made')
      this.addEventListener('open', () => note('socket open'))
      this.addEventListener('close', () => {
        sockets.delete(this)
        note('socket closed')
      })
    }
  }

  const { fetch, setTimeout, clearTimeout } = window
  window.fetch = async (...args) => {
    const { pathname } = new URL(args[0]?.url ?? args[0], location.href)
    const lookup = pathname.includes('/event/') || pathname.includes('/streams/stream/')
    const what = lookup ? 'lookup' : `${args[1]?.method ?? args[0]?.method ?? 'GET'}`
    note(`${what} sent`)
    try {
      const response = await fetch(...args)
      note(`${what} answered`, { status: response.status })
      return response
    } catch (error) {
      note(`${what} failed`)
      throw error
    }
  }
  window.setTimeout = (callback, delay, ...args) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      callback(...args)
    }, delay)
    timers.add(timer)
    return timer
  }
  window.clearTimeout = (timer) => {
    timers.delete(timer)
    clearTimeout(timer)
  }

  window.openPeers = () => [...peers]

  window.handles = () => ({
    peers: peers.size,
    sockets: sockets.size,
    timers: timers.size,
    ...window.sluice?.diagnostics(),
  })
}
