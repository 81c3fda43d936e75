// For pages that load one script and expect a global: `sluice`, and the field's name where no other
// SDK has taken it.
import * as exported from './index'

const page = globalThis as { sluice?: unknown; red5prosdk?: unknown }
const sluice = Object.freeze({ ...exported })
page.sluice = sluice
page.red5prosdk ??= sluice
