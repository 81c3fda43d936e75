// @ts-check
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Cluster } from '../test_support/cluster.js'

describe('static files', () => {
  /** @type {Cluster} */
  let cluster
  let root = ''
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'cluster-'))
    const files = {
      'secret.txt': 'secret',
      'package.json': 'secret',
      'examples/index.html': '<!doctype html>',
      'examples/play/index.html': '<!doctype html>',
      'examples/play/index.js': 'export {}',
      'examples/play/.hidden': 'secret',
      'examples/cluster/main.js': 'secret',
      'examples/node_modules/x/index.js': 'secret',
      'dist/sluice.wasm': '\0asm',
      'dist/logo.svg': '<svg/>',
      'site/guides/index.html': '<!doctype html>',
    }
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(root, path.dirname(name)), { recursive: true })
      await writeFile(path.join(root, name), text)
    }
    await symlink(path.join(root, 'secret.txt'), path.join(root, 'examples/link.txt'))
    cluster = await Cluster.start('--origins', '0', '--edges', '0', '--root', root)
  })
  after(async () => {
    await cluster.stop()
    await rm(root, { recursive: true })
  })

  test('files come with their types, and never unasked from a cache', async () => {
    const types = {
      '/examples/': 'text/html; charset=utf-8',
      '/examples/index.html': 'text/html; charset=utf-8',
      '/examples/play/?a=b': 'text/html; charset=utf-8',
      '/examples/play/index.js': 'text/javascript; charset=utf-8',
      '/dist/sluice.wasm': 'application/wasm',
      '/dist/logo.svg': 'image/svg+xml',
      '/site/guides/': 'text/html; charset=utf-8',
    }
    for (const [name, type] of Object.entries(types)) {
      const { status, headers } = await cluster.request('GET', name)
      assert.deepEqual([status, headers['content-type']], [200, type], name)
      assert.equal(headers['cache-control'], 'no-cache')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.equal(headers['sluice-cluster'], 'yes')
      assert.equal('content-security-policy' in headers, type.startsWith('text/html'), name)
    }
  })

  test('a page may load from here only, and talk to any media server', async () => {
    const { headers } = await cluster.request('GET', '/examples/')
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
        "img-src 'self' data:; media-src 'self' blob:; connect-src 'self' http: https: ws: wss:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  test('an unchanged file is not sent again', async () => {
    const { headers } = await cluster.request('GET', '/dist/logo.svg')
    const again = { 'If-None-Match': String(headers.etag) }
    const { status, body } = await cluster.request('GET', '/dist/logo.svg', again)
    assert.deepEqual([status, body], [304, ''])
  })

  test('folders lead to their pages', async () => {
    const start = await cluster.request('GET', '/')
    assert.deepEqual([start.status, start.headers.location], [302, '/examples/'])
    const folder = await cluster.request('GET', '/examples/play?a=b')
    assert.deepEqual([folder.status, folder.headers.location], [301, '/examples/play/?a=b'])
    assert.equal((await cluster.request('GET', '/dist/')).status, 404)
    assert.equal((await cluster.request('GET', '/favicon.ico')).status, 204)
  })

  test('nothing else is to be had', async () => {
    const paths = [
      '/secret.txt',
      '/package.json',
      '/examples/../secret.txt',
      '/examples/%2e%2e/secret.txt',
      '/examples/..%2fsecret.txt',
      '/examples/%2e%2e%2fsecret.txt',
      '/examples/..%5csecret.txt',
      '/examples/play/..%5c..%5csecret.txt',
      '/examples//../../secret.txt',
      '/examples/play/index.js%00.html',
      '/examples/%E0%A4%A',
      '/examples/play/.hidden',
      '/examples/play/index.js/',
      '/examples/link.txt',
      '/examples/cluster/main.js',
      '/examples/CLUSTER/main.js',
      '/examples/%63luster/main.js',
      '/examples/./cluster/main.js',
      '/examples/node_modules/x/index.js',
      '/examples/nothing.js',
      '//examples/secret.txt',
      '/EXAMPLES/../secret.txt',
      `/examples/${'x'.repeat(5_000)}`,
    ]
    for (const name of paths) {
      const { status, body } = await cluster.request('GET', name)
      assert.equal(status, 404, name)
      assert.doesNotMatch(body, /^secret/, name)
    }
    assert.equal((await cluster.request('POST', '/examples/', {}, 'x')).status, 405)
  })
})
