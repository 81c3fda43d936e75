// A stretch of wire of our own between the browser and the stream manager: each byte takes half of
// the round trip's time, in each direction. Connections themselves are accepted at once.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export class Relay {
  /** ms; counts for what arrives from now on. */
  roundTrip = 0
  /** How many connections were accepted. */
  accepted = 0
  #server
  #target
  #sockets = new Set()

  /** @param {number} target the port on loopback that everything goes on to */
  static async start(target) {
    const relay = new Relay()
    relay.#target = target
    await relay.up()
    return relay
  }

  /** Listens, at the port of before if there was one. */
  async up() {
    this.#server = createServer((client) => this.#accept(client))
    this.#server.listen(this.port ?? 0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = this.#server.address().port
  }

  /** As if what it leads to had died: connections are cut, and new ones refused. */
  down() {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  stop() {
    this.down()
  }

  #accept(client) {
    this.accepted++
    const server = connect(this.#target, '127.0.0.1')
    this.#carry(client, server)
    this.#carry(server, client)
  }

  #carry(from, to) {
    const wire = new Wire(() => this.roundTrip / 2)
    this.#sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (bytes) => wire.send(() => to.writable && to.write(bytes)))
    from.on('end', () => wire.send(() => to.end()))
    from.on('error', () => {}) // 'close' follows
    from.on('close', () => {
      this.#sockets.delete(from)
      wire.send(() => to.destroy())
    })
  }
}

/** What goes in comes out later, in the same order. */
class Wire {
  #delay
  #waiting = []

  constructor(delay) {
    this.#delay = delay
  }

  send(step) {
    this.#waiting.push({ step, at: performance.now() + this.#delay() })
    if (this.#waiting.length === 1) this.#next()
  }

  #next() {
    const [first] = this.#waiting
    if (!first) return
    const left = first.at - performance.now()
    if (left > 0) return void setTimeout(() => this.#next(), left)
    first.step()
    this.#waiting.shift()
    this.#next()
  }
}
