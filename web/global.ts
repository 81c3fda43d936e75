// For pages that load one script and expect a global: `sluice`, and the field's name where no other
// SDK has taken it.
import * as exported from './index'
import type { PublisherOptions } from './options'
import type { Transforms } from './transforms'

/**
 * Pages of the field encode what they hand to an SDK that sends it by HTTP as it is. Sluice encodes
 * once, so that what is encoded already stands for what it says.
 */
function decoded(options: PublisherOptions): PublisherOptions {
  const { connectionParams } = Object(options) as PublisherOptions
  if (!connectionParams || Symbol.iterator in connectionParams) return options
  const params: Record<string, unknown> = { ...connectionParams }
  for (const key in params) {
    try {
      if (typeof params[key] === 'string') params[key] = decodeURIComponent(params[key])
    } catch {
      // It is not encoded.
    }
  }
  return { ...options, connectionParams: params as never }
}

type Init = (options: PublisherOptions, transforms?: Transforms) => Promise<unknown>

const page = globalThis as { sluice?: unknown; red5prosdk?: unknown }
const sluice = Object.freeze({ ...exported })
const field: Record<string, unknown> = { ...exported }
for (const name of ['WHIPClient', 'WHEPClient'] as const) {
  const Client = exported[name] as unknown as new (...given: unknown[]) => { init: Init }
  field[name] = class extends Client {
    override init: Init = (options, transforms) => super.init(decoded(options), transforms)
  }
}
page.sluice = sluice
page.red5prosdk ??= Object.freeze(field)
