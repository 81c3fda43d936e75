// @ts-check
import http from 'node:http'
import https from 'node:https'

const EPHEMERAL_TRIES = 5

/** One HTTP server on both loopback addresses, because "localhost" may mean either. */
export class LoopbackServer {
  /** @type {(http.Server | https.Server)[]} */
  #servers = []
  port = 0

  /**
   * @param {http.RequestListener} listener
   * @param {((req: http.IncomingMessage, stream: import('node:stream').Duplex, head: Buffer) => void)
   *   | null} [onUpgrade]
   * @param {{key: string, cert: string} | null} [certificate] null: plain HTTP
   */
  constructor(listener, onUpgrade = null, certificate = null) {
    this.listener = listener
    this.onUpgrade = onUpgrade
    this.certificate = certificate
  }

  /** @param {number} port 0: any */
  async listen(port) {
    for (let left = port === 0 ? EPHEMERAL_TRIES : 1; ; left--) {
      try {
        const first = await this.#listenOn('127.0.0.1', port)
        this.port = /** @type {import('node:net').AddressInfo} */ (first.address()).port
        await this.#listenOn('::1', this.port).catch(unlessNoIpv6)
        return
      } catch (error) {
        await this.close()
        // A port that is free on one address may be taken on the other.
        if (left <= 1) throw error
      }
    }
  }

  async close() {
    const closing = this.#servers.map(
      (server) => new Promise((resolve) => server.close(() => resolve(undefined))),
    )
    for (const server of this.#servers) server.closeAllConnections()
    this.#servers = []
    await Promise.all(closing)
  }

  /**
   * @param {string} host
   * @param {number} port
   * @returns {Promise<http.Server | https.Server>}
   */
  #listenOn(host, port) {
    const server = this.certificate
      ? https.createServer(this.certificate, this.listener)
      : http.createServer(this.listener)
    if (this.onUpgrade) server.on('upgrade', this.onUpgrade)
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        this.#servers.push(server)
        resolve(server)
      })
    })
  }
}

/** @param {NodeJS.ErrnoException} error */
function unlessNoIpv6(error) {
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error
}
