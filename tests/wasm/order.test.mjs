// The order of a module's functions (scripts/lib/wasm_order.mjs) changes nothing that it does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inLikenessOrder } from '../../scripts/lib/wasm_order.mjs'

const section = (id, ...body) => [id, body.length, ...body]
const text = (string) => [string.length, ...Buffer.from(string)]
const body = (...code) => [code.length + 2, 0, ...code, 0x0b]

/** One that calls by name and through a table, and that gives both kinds away; `extra` is run first. */
function moduleWith(...extra) {
  const get = [0x20, 0]
  const addThousand = body(...get, 0x41, 0xe8, 0x07, 0x6a)
  const twice = body(...extra, ...get, 0x10, 1, 0x10, 1)
  const indirectly = body(...get, 0x41, 1, 0x11, 0, 0)
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
    ...section(2, 1, ...text('host'), ...text('f'), 0, 0),
    ...section(3, 3, 0, 0, 0),
    ...section(4, 1, 0x70, 0, 2),
    ...section(7, 2, ...text('indirectly'), 0, 3, ...text('twice'), 0, 2),
    ...section(9, 1, 0, 0x41, 0, 0x0b, 2, 0, 2),
    ...section(10, 3, ...addThousand, ...twice, ...indirectly),
  ])
}

test('calls, the table and the exports find their functions', async () => {
  for (const bytes of [moduleWith(), moduleWith(0x02, 0x40, 0x41, 0, 0x0e, 0, 0, 0x0b)]) {
    const ordered = inLikenessOrder(bytes)
    assert.notDeepEqual(ordered, bytes)
    for (const each of [bytes, ordered]) {
      const { instance } = await WebAssembly.instantiate(each, { host: { f: () => 0 } })
      assert.equal(instance.exports.twice(5), 2005)
      assert.equal(instance.exports.indirectly(7), 2007)
    }
  }
})

test('the order depends on nothing but the module', () => {
  assert.deepEqual(inLikenessOrder(moduleWith()), inLikenessOrder(moduleWith()))
})

test('what it does not know stops it', () => {
  assert.throws(() => inLikenessOrder(moduleWith(0xfd, 0)), /not known/)
})
