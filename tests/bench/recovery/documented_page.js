// The measure: how pages of this field come back by themselves, with an SDK that does not. What
// tells of a loss leads to the same end: forget the client, wait 1000 ms, always, and start anew.
// A player also watches its packets, because often nothing else tells.
const RETRY_MS = 1000
const DRY_MS = 5000
/** Pages ask for the statistics less often; this makes them faster than they are. */
const LOOK_EVERY_MS = 500

const lost = {
  subscriber: ({ type, data }) =>
    [
      'Subscribe.Play.Unpublish',
      'Subscribe.Connection.Closed',
      'WebRTC.DataChannel.Error',
      'Connect.Failure',
    ].includes(type) ||
    (type === 'Subscribe.Status' && /already start/.test(data?.message)),
  publisher: ({ type }) =>
    ['Publisher.Connection.Closed', 'Publish.Fail', 'Connect.Failure'].includes(type),
}

export class DocumentedPage {
  #role
  #create
  #note
  #client
  #looking
  #dry
  #waiting

  /**
   * @param {'subscriber' | 'publisher'} role
   * @param {() => object} create makes a client and starts it: `{ client, started }`
   * @param {(what: string, more?: object) => void} note
   */
  constructor(role, create, note) {
    this.#role = role
    this.#create = create
    this.#note = note
    this.#start()
  }

  async stop() {
    await this.#forget()
  }

  async #start() {
    this.#note('attempt')
    const { client, started } = this.#create()
    this.#client = client
    client.on('*', this.#heard)
    try {
      await started
      if (this.#role === 'subscriber' && client === this.#client) this.#watchPackets(client)
    } catch (error) {
      if (client === this.#client) this.#again(String(error.code ?? error))
    }
  }

  #heard = (event) => {
    if (lost[this.#role](event)) this.#again(event.type)
  }

  #again(cause) {
    this.#note('noticed', { cause })
    this.#forget()
    this.#waiting = setTimeout(() => this.#start(), RETRY_MS)
  }

  #forget() {
    clearInterval(this.#looking)
    clearTimeout(this.#dry)
    clearTimeout(this.#waiting)
    const client = this.#client
    this.#client = undefined
    client?.off('*', this.#heard)
    return this.#role === 'subscriber' ? client?.unsubscribe() : client?.unpublish(true)
  }

  #watchPackets(client) {
    let before = -1
    this.#looking = setInterval(async () => {
      const packets = await packetsOf(client.getPeerConnection())
      if (client !== this.#client || packets === before) return
      before = packets
      clearTimeout(this.#dry)
      this.#dry = setTimeout(() => this.#again('dry stream'), DRY_MS)
    }, LOOK_EVERY_MS)
  }
}

async function packetsOf(peer) {
  let packets = 0
  for (const entry of (await peer?.getStats())?.values() ?? [])
    if (entry.type === 'inbound-rtp') packets += entry.packetsReceived
  return packets
}
