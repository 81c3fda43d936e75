// What an app does with the package, whatever brings it there.
import { getVersion, WHIPClient } from 'sluice-sdk'

window.version = getVersion()
window.begin = async (options) => {
  window.client = await new WHIPClient().init(options)
  await window.client.publish()
}
