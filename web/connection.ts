// The browser's objects that the session in use goes through, as the app may ask for them.

export class Connection {
  peer: RTCPeerConnection | undefined
  socket: WebSocket | undefined
  channel: RTCDataChannel | undefined
  #byChannel = false

  /** What messages go through now. */
  get transport(): WebSocket | RTCDataChannel | undefined {
    return this.#byChannel ? this.channel : this.socket
  }

  /** Another attempt is in use. */
  use(socket: WebSocket | undefined): void {
    this.socket = socket
    this.channel = undefined
    this.#byChannel = false
  }

  /** An event tells of one of them. */
  hear(type: string, data: unknown): void {
    // By what it can do: an iframe's or a popup's is of a class of its own.
    const { getSenders } = Object(data) as Partial<RTCPeerConnection>
    if (typeof getSenders === 'function') this.peer = data as RTCPeerConnection
    if (type === 'WebRTC.DataChannel.Open')
      this.channel = (data as { dataChannel: RTCDataChannel }).dataChannel
    if (type === 'MessageTransport.Change') this.#byChannel = true
  }

  forget(): void {
    this.peer = undefined
    this.use(undefined)
  }
}
