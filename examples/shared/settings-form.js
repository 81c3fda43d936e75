// The form for the settings: built from a list, saved with every valid change, so that there is no
// button to forget. A value that does not pass is shown as such and not kept.

import { el } from './dom.js'
import * as store from './settings.js'

const plain = (values, suffix = '') =>
  values.map((value) => ({ value: String(value), label: `${value}${suffix}` }))

const groups = [
  {
    title: 'Server',
    fields: [
      { name: 'host', label: 'Host', wide: true },
      { name: 'protocol', label: 'Protocol', choices: plain(store.protocols) },
      { name: 'port', label: 'Port', digits: true },
      { name: 'app', label: 'Application', wide: true },
    ],
  },
  {
    title: 'Session',
    fields: [
      { name: 'streamName', label: 'Stream name', wide: true },
      {
        name: 'transport',
        label: 'Transport',
        choices: store.transports.map(({ id, label }) => ({ value: id, label })),
      },
      { name: 'logLevel', label: 'Log level', choices: plain(store.logLevels) },
      { name: 'region', label: 'Region', optional: true },
      { name: 'endpoints', label: 'Endpoints to ask for', digits: true },
      { name: 'recording', label: 'Record sessions', toggle: true },
    ],
  },
  {
    title: 'Camera and microphone',
    fields: [
      { name: 'camera', label: 'Camera', toggle: true },
      { name: 'microphone', label: 'Microphone', toggle: true },
      {
        name: 'resolution',
        label: 'Resolution',
        choices: store.resolutions.map((size) => ({
          value: size,
          label: size.replace('x', ' × '),
        })),
      },
      { name: 'frameRate', label: 'Frame rate', choices: plain(store.frameRates, ' fps') },
      { name: 'videoBitrate', label: 'Video bitrate, kbps', digits: true },
      { name: 'audioBitrate', label: 'Audio bitrate, kbps', digits: true },
    ],
  },
]

const numeric = ['frameRate']
const serverFields = ['protocol', 'host', 'port']

/** @param {HTMLFormElement} form  @param {(settings: object) => void} onChange also called at once */
export function buildSettingsForm(form, saved, onChange) {
  let settings = store.loadSettings()
  const inputs = new Map()

  for (const { title, fields } of groups) {
    const group = el('fieldset', { class: 'group' }, el('legend', {}, title))
    const grid = el('div', { class: 'fields' })
    for (const field of fields) {
      const { element, input, problem } = field.toggle ? toggle(field) : line(field)
      inputs.set(field.name, { input, problem })
      input.addEventListener('input', () => change(field.name))
      grid.append(element)
    }
    group.append(grid)
    form.append(group)
  }

  const restore = el('button', { class: 'button', type: 'button' }, 'Restore defaults')
  restore.addEventListener('click', () => {
    store.forgetSettings()
    settings = store.defaultSettings()
    fill()
    saved.textContent = 'Defaults restored.'
    onChange(settings)
  })
  form.append(el('div', { class: 'form-end' }, restore, saved))
  // There is nothing to submit; Enter in a field must not reload the page.
  form.addEventListener('submit', (event) => event.preventDefault())
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    settings = store.loadSettings()
    fill()
    onChange(settings)
  })
  fill()
  onChange(settings)

  function change(name) {
    const { input } = inputs.get(name)
    const checked = store.checkSetting(name, read(name, input))
    showProblem(name, checked.problem)
    if (checked.problem) {
      saved.textContent = 'Not saved: one of the values is not usable.'
      return
    }
    settings[name] = checked.value
    if (serverFields.includes(name)) settings.serverNamed = true
    const kept = store.saveSettings(settings)
    saved.textContent = kept
      ? 'Saved in this tab.'
      : 'This browser does not let the page save settings.'
    onChange(settings)
  }

  function fill() {
    for (const [name, { input }] of inputs) {
      if (input.type === 'checkbox') input.checked = settings[name]
      else input.value = String(settings[name])
      showProblem(name)
    }
  }

  function showProblem(name, text = '') {
    const { input, problem } = inputs.get(name)
    if (problem) problem.textContent = text
    if (text) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
  }
}

function read(name, input) {
  if (input.type === 'checkbox') return input.checked
  return numeric.includes(name) ? Number(input.value) : input.value
}

function line({ name, label, choices, digits, optional, wide }) {
  const id = `setting-${name}`
  const common = { id, name, class: 'input', 'aria-describedby': `${id}-problem` }
  const input = choices
    ? el(
        'select',
        common,
        ...choices.map((choice) => el('option', { value: choice.value }, choice.label)),
      )
    : el('input', {
        ...common,
        type: 'text',
        inputmode: digits && 'numeric',
        autocomplete: 'off',
        autocapitalize: 'off',
        spellcheck: 'false',
      })
  const problem = el('p', { class: 'problem', id: `${id}-problem` })
  const element = el(
    'div',
    { class: wide ? 'field wide' : 'field' },
    el('label', { for: id }, label, optional && el('span', { class: 'optional' }, ' optional')),
    input,
    problem,
  )
  return { element, input, problem }
}

function toggle({ name, label }) {
  const input = el('input', { type: 'checkbox', class: 'switch', id: `setting-${name}`, name })
  return { element: el('label', { class: 'field toggle' }, input, label), input }
}
