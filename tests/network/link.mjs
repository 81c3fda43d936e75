// A network of our own between a browser and this machine's loopback: two more network namespaces,
// the browser's and, between it and us, that of a router which can lose everything without a word.
//
//   browser (no loopback)  --  router  --  this namespace, where the cluster is
import { connectRouter, Namespace, net, routeLoopback } from './namespace.mjs'

const far = { router: `${net}.5`, browser: `${net}.6` }
// More specific than the routes that carry everything, and they answer nothing.
const holes = ['127.0.0.0/9', `${far.browser}/32`]

export class Link {
  #browser = new Namespace()
  #router = new Namespace()

  static async start() {
    const link = new Link()
    await link.#start()
    return link
  }

  async #start() {
    await Promise.all([this.#browser.run(':'), connectRouter(this.#router, `${net}.4/30`)])
    await this.#router.run(
      `ip link add far0 type veth peer name eth0 netns ${this.#browser.pid}`,
      `ip addr add ${far.router}/30 dev far0`,
      'ip link set far0 up',
      routeLoopback('far0'),
    )
    await this.#browser.run(
      `ip addr add ${far.browser}/30 dev eth0`,
      'ip link set eth0 up',
      routeLoopback('eth0'),
      `ip route add default via ${far.router}`,
      `ip route add 127.0.0.0/8 via ${far.router}`,
    )
  }

  /** A program that starts `command` at the other end, for Playwright. */
  wrap(command) {
    return this.#browser.wrap(command)
  }

  /** From now on every packet is lost, in both directions; both ends see a link that is up. */
  cut() {
    return this.#router.run(...holes.map((hole) => `ip route add blackhole ${hole}`))
  }

  mend() {
    return this.#router.run(...holes.map((hole) => `ip route del blackhole ${hole}`))
  }

  /** From now on this share of all packets is lost, in each direction. Needs nftables. */
  async lose(percent) {
    const share = percent < 100 ? `numgen random mod 100 '<' ${percent} ` : ''
    await this.#router.run(
      'nft flush ruleset',
      'nft add table inet lossy',
      "nft add chain inet lossy way '{ type filter hook forward priority 0; }'",
      percent > 0 ? `nft add rule inet lossy way ${share}drop` : ':',
    )
  }

  stop() {
    this.#browser.end()
    this.#router.end()
  }
}
