import { overlaid, ownCopy, toJson } from './given'
import { loadCore } from './core'
import type { Core, Role } from './core-glue'
import { Out } from './browser/boundary'
import { Machine, type Actions } from './browser/machine'
import { SluiceError, type SluiceErrorFields } from './error'
import type { StreamManagerNode, StreamManagerOptions } from './options'

/** One node, or with `endpoints` above 1 a list of them, best first. */
export type StreamManagerAnswer = StreamManagerNode | StreamManagerNode[]

class Search extends Machine {
  #resolve!: (nodes: StreamManagerNode[]) => void
  #reject!: (error: SluiceErrorFields) => void
  readonly nodes = new Promise<StreamManagerNode[]>((resolve, reject) => {
    this.#resolve = resolve
    this.#reject = (error) => reject(new SluiceError(error))
  })

  constructor(core: Core, role: Role, json: string) {
    super(core, (page, host) => core.search(role, json, page, host))
    this.start()
  }

  protected override actions(): Actions {
    return {
      [Out.Settle]: ({ error, value }) =>
        error ? this.#reject(error) : this.#resolve(value as StreamManagerNode[]),
    }
  }

  protected override ended(fault?: SluiceErrorFields): void {
    if (fault) this.#reject(fault)
  }
}

async function search(
  role: Role,
  host: string,
  app: string,
  streamName: string,
  streamManager: StreamManagerOptions,
): Promise<StreamManagerAnswer> {
  const core = await loadCore({})
  // Pages that ask by themselves ask again by themselves.
  const options = { host, app, streamName, streamManager: { retries: 0, ...streamManager } }
  const nodes = await new Search(core, role, toJson(options)).nodes
  const [first] = nodes
  return (streamManager.endpoints ?? 1) > 1 || !first ? nodes : first
}

/** What is not a number of nodes stands for "one", as pages pass NaN for it. */
function wishes(
  region: string | undefined,
  endpoints: number | undefined,
  strict: boolean | undefined,
  transcode: boolean | undefined,
  options: StreamManagerOptions,
): StreamManagerOptions {
  return {
    ...options,
    ...(region ? { region } : {}),
    ...(endpoints && endpoints > 0 ? { endpoints } : {}),
    ...(strict === undefined ? {} : { strict }),
    ...(transcode === undefined ? {} : { transcode }),
  }
}

/**
 * Asks a stream manager for nodes. The clients do it by themselves with their `streamManager` option.
 * Where sluice.wasm does not lie beside the module's own file, call load() with its URL before.
 */
export const streamManagerUtil = Object.freeze({
  /**
   * Where to publish.
   * @param endpoints how many origins are wanted; more than 1 gives a list, best first
   * @param options where the manager is, if not at `https://<host>`, and which API it speaks
   * @throws SluiceError manager.*, config.*, env.unsupported, wasm.load
   */
  async getOrigin(
    host: string,
    app: string,
    streamName: string,
    region?: string,
    endpoints?: number,
    strict?: boolean,
    transcode?: boolean,
    options: StreamManagerOptions = {},
  ): Promise<StreamManagerAnswer> {
    const wanted = wishes(region, endpoints, strict, transcode, options)
    return search('publisher', host, app, streamName, wanted)
  },

  /** Where to play from; as getOrigin(). */
  async getEdge(
    host: string,
    app: string,
    streamName: string,
    region?: string,
    endpoints?: number,
    strict?: boolean,
    transcode?: boolean,
    options: StreamManagerOptions = {},
  ): Promise<StreamManagerAnswer> {
    const wanted = wishes(region, endpoints, strict, transcode, options)
    return search('subscriber', host, app, streamName, wanted)
  },

  /**
   * The config to reach a node with, as a new object: over the manager's proxy (`rtc`) or directly
   * (`rtmp`). WHIP and WHEP need no rewriting.
   * @param answer what getOrigin() or getEdge() gave; of a list the first is taken
   * @throws SluiceError config.invalid, env.unsupported, wasm.load
   */
  async rewrite<Config extends object>(
    config: Config,
    answer: StreamManagerAnswer,
    kind: 'rtc' | 'rtmp' = 'rtc',
  ): Promise<Config> {
    const core = await loadCore({})
    const copy = ownCopy(config)
    const changes = core.rewrite(kind, toJson(copy), JSON.stringify(answer))
    if (changes) return overlaid(copy, changes) as Config
    throw new SluiceError({
      code: 'config.invalid',
      blame: 'caller',
      retryable: false,
      message: 'The config or the node cannot be used.',
    })
  },
})
