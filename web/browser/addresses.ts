// Where packets of this page may leave from: what tells that the network is another one. Browsers do
// not say so where a VPN comes or goes, or where a second network was up before.
//
// Only of UDP's candidates: those of TCP are named for addresses, too, that are gone already.
const patienceMs = 1000 // for the first address: browsers hear late of a network
const settledMs = 50 // behind the last one: those of UDP are named together

/** The places in `NetworkChange`. */
const none = 0
const more = 1
const lost = 2

/** This machine's own, or the names that a browser gives in their place. */
export class Addresses extends Set<string> {
  #ufrag: string | null = null // that they were found for
  #looksAgain: boolean | undefined // undefined: not at all

  /** Whether it is one of them. */
  take({ type, protocol, address, usernameFragment }: RTCIceCandidate): boolean {
    // A restart looks for all of them again.
    if (this.#ufrag !== usernameFragment) this.clear()
    this.#ufrag = usernameFragment
    return type === 'host' && protocol === 'udp' && !!address && !!this.add(address)
  }

  /**
   * Tells what has become of those of `connection`, where that can be known; looks once more where
   * somebody has asked meanwhile.
   */
  async look(connection: RTCPeerConnection, tell: (change: number) => void): Promise<void> {
    if (this.#looksAgain !== undefined) return void (this.#looksAgain = true)
    do {
      this.#looksAgain = false
      const change = await this.#change(connection)
      // It answers who has asked meanwhile, too.
      if (change === lost) this.#looksAgain = false
      if (change !== undefined) tell(change)
    } while (this.#looksAgain)
    this.#looksAgain = undefined
  }

  async #change(connection: RTCPeerConnection): Promise<number | undefined> {
    const before = new Set(this)
    const isSure = (each: Change | undefined) => each?.code !== lost || each.isNew
    try {
      const used = await addressInUse(connection)
      let seen = await changeOf(before, used)
      // On a machine that is busy an address may only be late.
      if (!isSure(seen)) seen = await changeOf(before, used)
      // They are the usual ones from now on.
      if (seen?.code === more) for (const address of seen.known) this.add(address)
      return seen?.code
    } catch {
      return undefined
    }
  }
}

interface Change {
  code: number
  isNew: boolean // there is an address that was not there before
  known: string[] // that are there now
}

async function changeOf(before: Set<string>, used: string): Promise<Change | undefined> {
  const probes = await Promise.all([addressesNow(), addressesNow()])
  const [one, other] = [[...probes[0]], [...probes[1]]]
  // Some browsers give each connection names of its own: those say nothing.
  const known = one.filter((address) => other.includes(address))
  if (!before.size || (one.length && other.length && !known.length)) return undefined
  const isNew = known.some((address) => !before.has(address))
  const isGone = (address: string) => !one.includes(address) && !other.includes(address)
  const isLost = before.has(used) ? isGone(used) : [...before].every(isGone)
  // Without any there is no way yet.
  return { code: isLost && known.length ? lost : isNew ? more : none, isNew, known }
}

/** Of the pair that carries the packets; empty where the browser does not tell. */
async function addressInUse(connection: RTCPeerConnection): Promise<string> {
  const stats = await connection.getStats()
  for (const entry of stats.values()) {
    if (entry.type !== 'candidate-pair' || !entry.nominated) continue
    const local = stats.get(entry.localCandidateId)
    return local?.relatedAddress || local?.address || ''
  }
  return ''
}

/** By a connection that leads nowhere. */
async function addressesNow(): Promise<Addresses> {
  const found = new Addresses()
  const probe = new RTCPeerConnection()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    probe.createDataChannel('')
    const gathered = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs)
      probe.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate && !found.take(candidate)) return
        clearTimeout(timer)
        timer = setTimeout(resolve, settledMs)
      })
    })
    await probe.setLocalDescription()
    await gathered
  } finally {
    clearTimeout(timer)
    probe.close()
  }
  return found
}
