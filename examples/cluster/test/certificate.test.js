// @ts-check
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { selfSignedCertificate, serialNumber } from '../manager/certificate.js'

test('a serial number needs no padding in DER, whatever chance draws', () => {
  for (let draw = 0; draw < 10_000; draw += 1) {
    assert.match(serialNumber(), /^[4-7][0-9a-f]{31}$/)
  }
})

test('OpenSSL reads the certificate, with the serial number that was drawn', async () => {
  const { cert } = await selfSignedCertificate(['localhost', '127.0.0.1'])
  const certificate = new X509Certificate(cert)
  assert.match(certificate.serialNumber, /^[4-7][0-9A-F]{31}$/)
  assert.equal(certificate.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1')
})
