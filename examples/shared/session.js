// One session at a time, and no surprises from an old one.
//
// Every start makes a new client. Until that client has come to rest, no other may start: two clients
// would fight over one camera and one video element. Whatever an earlier client still says after it
// has been let go is not heard, because its listener is gone and its run is no longer the current one.
//
//   idle -> [locating ->] connecting -> live -> closed      stop(), or the connection ended
//               |             |           |
//               +-------------+--------> failed             an error
//
// `locating` belongs to pages with a stream manager: it lasts until the node is known. `moves` leads
// into `recovering` and out of it.

export class Session {
  #plan
  #run = null
  #state = 'idle'

  /**
   * @param {object} plan
   * @param {() => object} plan.create makes the client
   * @param {(client) => Promise} plan.begin resolves once media flows
   * @param {(client) => Promise} plan.end stops whatever `begin` started, at any point of it
   * @param {string} plan.closedBy the event that says that the connection has ended
   * @param {string} [plan.endedBy] the event that says that the stream itself is over
   * @param {string} [plan.locatedBy] the event that names the node
   * @param {Record<string, string>} [plan.moves] events of a live session that change its state
   * @param {(state: string, detail: { busy: boolean, stopping: boolean }) => void} plan.onState
   * @param {(event) => void} plan.onEvent
   * @param {(error?: unknown, detail?: { ended: boolean }) => void} plan.onProblem `detail`: for a
   *   live session, which may just have ended without an error, or with its stream (`ended`)
   */
  constructor(plan) {
    this.#plan = plan
  }

  get state() {
    return this.#state
  }

  /** The client of the current run, or null between two runs. */
  get client() {
    return this.#run?.client ?? null
  }

  get busy() {
    return this.#run !== null
  }

  async start() {
    if (this.#run) return
    const run = { client: null, leaving: false }
    this.#run = run
    this.#enter(this.#plan.locatedBy ? 'locating' : 'connecting')
    try {
      run.client = this.#plan.create()
      run.listener = (event) => this.#hear(run, event)
      run.client.on('*', run.listener)
      await this.#plan.begin(run.client)
      if (!run.leaving) this.#enter('live')
    } catch (error) {
      await this.#abandon(run, 'failed', error)
    }
  }

  async stop() {
    const run = this.#run
    if (!run || run.leaving) return
    run.leaving = true
    this.#enter(this.#state)
    const problem = await this.#release(run)
    this.#enter('closed')
    if (problem) this.#plan.onProblem(problem)
  }

  #hear(run, event) {
    if (run !== this.#run) return
    this.#plan.onEvent(event)
    if (run.leaving) return
    if (this.#state === 'locating' && event.type === this.#plan.locatedBy) this.#enter('connecting')
    if (['locating', 'connecting'].includes(this.#state)) return
    const { closedBy, endedBy } = this.#plan
    if (event.type === closedBy || event.type === endedBy) {
      const error = event.data instanceof Error ? event.data : undefined
      this.#abandon(run, 'closed', error, { ended: event.type === endedBy })
    } else if (this.#plan.moves?.[event.type]) {
      this.#enter(this.#plan.moves[event.type])
    }
  }

  // The page says at once what went wrong; the next start waits until the client has let go.
  async #abandon(run, state, error, detail) {
    if (run.leaving) return
    run.leaving = true
    this.#enter(state)
    this.#plan.onProblem(error, detail)
    await this.#release(run)
    this.#enter(state)
  }

  async #release(run) {
    let problem
    try {
      if (run.client) await this.#plan.end(run.client)
    } catch (error) {
      problem = error
    }
    run.client?.off('*', run.listener)
    this.#run = null
    return problem
  }

  #enter(state) {
    this.#state = state
    const stopping = Boolean(this.#run?.leaving) && !['closed', 'failed'].includes(state)
    this.#plan.onState(state, { busy: this.busy, stopping })
  }
}
