// That the reference leaves nothing unsaid. The counts are printed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commentOf, kinds, membersOf, readModel, textOf } from '../../scripts/site/model.mjs'
import { root } from './build.mjs'

const model = await readModel(root)
const sentenceOf = (member) => textOf(commentOf(member)?.summary).trim()
const isSentence = (text) => /^[A-Z`0-9].*[.)]$/s.test(text) || /^ms\b.*\.$/s.test(text)

const ofOptions = model.filter(
  ({ name, kind }) => kind === kinds.Interface && /(?:Options|^Timeouts|^Transforms)$/.test(name),
)
const options = ofOptions.flatMap((owner) =>
  membersOf(owner).map((member) => ({ name: `${owner.name}.${member.name}`, member, owner })),
)
const events = model
  .filter(({ name }) => /EventTypes$/.test(name))
  .flatMap((owner) =>
    membersOf(owner).map((member) => ({ name: `${owner.name}.${member.name}`, member })),
  )

test('each option has a sentence, and a default or a word that it is required', (t) => {
  const bad = options.filter(({ member }) => {
    const text = sentenceOf(member)
    return !isSentence(text) || !/default|required/i.test(text)
  })
  assert.deepEqual(
    bad.map(({ name }) => name),
    [],
  )
  assert.ok(options.length > 100)
  t.diagnostic(`${options.length} options`)
})

/** A type that is a number, and nothing that stands for a name. */
const isNumber = (type) =>
  type.name === 'number' ||
  (type.types ?? []).some((one) => isNumber(one)) ||
  type.name === 'Timeouts'
const units = /\bms\b|seconds|kbit\/s|pixels|degrees|\bport\b|how many|how often|attempts|URL/i

test('each option that is a number has a unit', (t) => {
  const numbers = options.filter(({ member }) => isNumber(member.type))
  const bad = numbers.filter(
    ({ member, owner }) => !units.test(`${sentenceOf(owner)} ${sentenceOf(member)}`),
  )
  assert.deepEqual(
    bad.map(({ name }) => name),
    [],
  )
  assert.ok(numbers.length >= 20)
  t.diagnostic(`${numbers.length} numbers`)
})

test('each event has a sentence, and tells its data', (t) => {
  const owners = model.filter(({ name }) => /EventTypes$/.test(name))
  const ownerOf = (name) => sentenceOf(owners.find((owner) => name.startsWith(`${owner.name}.`)))
  const isRecovery = (name) => name.includes('.RECONNECT_')
  const bad = events.filter(({ name, member }) => {
    const text = sentenceOf(member)
    const isTold = /Data|No data|Never told|notice of the server's/.test(`${text} ${ownerOf(name)}`)
    return !isSentence(text) || !(isTold || isRecovery(name))
  })
  assert.deepEqual(
    bad.map(({ name }) => name),
    [],
  )
  assert.ok(events.length > 90)
  t.diagnostic(`${events.length} events`)
})

test('each error has a message, a cause and a cure', (t) => {
  const codes = model
    .find(({ name }) => name === 'SluiceErrorCode')
    .type.types.map(({ value }) => value)
  const page = readFileSync(join(root, 'docs/guides/errors.md'), 'utf8')
  const sections = page.split(/^### /m).slice(1)
  assert.deepEqual(sections.map((text) => text.split('\n')[0]).sort(), [...codes].sort())
  for (const section of sections) {
    assert.match(section, /^\*[A-Za-z].*\.\* /m, section)
    assert.match(section, /^- \*\*Cause:\*\* .{20,}\.$/m, section)
    assert.match(section, /^- \*\*Cure:\*\* .{20,}$/m, section)
  }
  t.diagnostic(`${codes.length} errors`)
})

test('each class, interface, function and method has a sentence', (t) => {
  const members = model
    .filter(({ kind }) => kind === kinds.Class || kind === kinds.Interface)
    .flatMap((owner) => membersOf(owner).map((member) => [`${owner.name}.${member.name}`, member]))
    .filter(([, { kind }]) => kind !== kinds.Constructor)
  const all = [...model.map((one) => [one.name, one]), ...members]
  // The name of an error's class is its own.
  const bad = all.filter(([name, one]) => !sentenceOf(one) && name !== 'SluiceError.name')
  assert.deepEqual(
    bad.map(([name]) => name),
    [],
  )
  t.diagnostic(`${all.length} names`)
})
