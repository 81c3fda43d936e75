// The home page: the list of pages, and the settings that they share.

import { isServedByCluster } from './shared/cluster.js'
import { byId, drawing, el } from './shared/dom.js'
import { pages } from './shared/pages.js'
import { buildSettingsForm } from './shared/settings-form.js'
import { serverAddress } from './shared/settings.js'

byId('cards').append(
  ...pages.map(({ path, title, side, summary }) =>
    el(
      'li',
      { class: 'card' },
      drawing('drawings.svg', side, 'card-drawing'),
      el('h3', {}, el('a', { href: path }, title)),
      el('p', {}, summary),
    ),
  ),
)

buildSettingsForm(byId('settings-form'), byId('saved'), async (settings) => {
  byId('address').textContent = serverAddress(settings)
  byId('no-server').hidden = settings.serverNamed || (await isServedByCluster())
})
