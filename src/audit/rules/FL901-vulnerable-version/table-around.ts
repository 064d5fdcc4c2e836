// Published weaknesses of what stands beside Flask: servers, clients, tokens, databases, files.
import type { Weaknesses } from './weakness.ts'

export const AROUND: Weaknesses = {
  gunicorn: [
    { id: 'CVE-2018-1000164', fixed: '19.5.0', severity: 'high', what: 'line breaks in headers' },
    { id: 'CVE-2024-1135', fixed: '22.0.0', severity: 'high', what: 'request smuggling' },
    { id: 'CVE-2024-6827', fixed: '22.0.0', severity: 'high', what: 'request smuggling' },
  ],
  requests: [
    {
      id: 'CVE-2018-18074',
      fixed: '2.20.0',
      severity: 'high',
      what: 'credentials go on over http after a redirect',
    },
    {
      id: 'CVE-2023-32681',
      since: '2.3.0',
      fixed: '2.31.0',
      severity: 'medium',
      what: 'a proxy’s password goes to the target',
    },
    {
      id: 'CVE-2024-35195',
      fixed: '2.32.0',
      severity: 'medium',
      what: 'certificates stay unchecked after `verify=False`',
    },
    {
      id: 'CVE-2024-47081',
      fixed: '2.32.4',
      severity: 'medium',
      what: 'a crafted URL gets credentials of `.netrc`',
    },
    {
      id: 'CVE-2026-25645',
      fixed: '2.33.0',
      severity: 'low',
      what: 'a temporary file with a name that others know',
    },
  ],
  urllib3: [
    { id: 'CVE-2021-33503', fixed: '1.26.5', severity: 'high', what: 'a URL of many `@` stops a worker' },
    {
      id: 'CVE-2023-43804',
      fixed: '1.26.17',
      severity: 'high',
      what: 'cookies go on to another host after a redirect',
    },
    {
      id: 'CVE-2023-43804',
      since: '2.0.0',
      fixed: '2.0.6',
      severity: 'high',
      what: 'cookies go on to another host after a redirect',
    },
    { id: 'CVE-2023-45803', fixed: '1.26.18', severity: 'low', what: 'the body goes on after a redirect' },
    {
      id: 'CVE-2023-45803',
      since: '2.0.0',
      fixed: '2.0.7',
      severity: 'low',
      what: 'the body goes on after a redirect',
    },
    {
      id: 'CVE-2024-37891',
      fixed: '1.26.19',
      severity: 'low',
      what: 'a proxy’s password goes on after a redirect',
    },
    {
      id: 'CVE-2024-37891',
      since: '2.0.0',
      fixed: '2.2.2',
      severity: 'low',
      what: 'a proxy’s password goes on after a redirect',
    },
    {
      id: 'CVE-2025-50181',
      fixed: '2.5.0',
      severity: 'medium',
      what: 'redirects are followed though switched off',
    },
    { id: 'CVE-2025-66418', fixed: '2.6.0', severity: 'high', what: 'a small answer unpacks without end' },
    {
      id: 'CVE-2026-21441',
      since: '1.22',
      fixed: '2.6.3',
      severity: 'high',
      what: 'a small redirect unpacks without end',
    },
    {
      id: 'CVE-2026-44432',
      since: '2.6.0',
      fixed: '2.7.0',
      severity: 'medium',
      what: 'a small answer unpacks without end',
    },
  ],
  pyjwt: [
    {
      id: 'CVE-2017-11424',
      fixed: '1.5.1',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    {
      id: 'CVE-2022-29217',
      since: '1.5.0',
      fixed: '2.4.0',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    {
      id: 'CVE-2026-32597',
      fixed: '2.12.0',
      severity: 'high',
      what: 'conditions in `crit` are not looked at',
    },
  ],
  'python-jose': [
    {
      id: 'CVE-2016-7036',
      fixed: '1.3.2',
      severity: 'high',
      what: 'signatures can be guessed by their timing',
    },
    {
      id: 'CVE-2024-33663',
      fixed: '3.4.0',
      severity: 'high',
      what: 'anybody can sign tokens with a public key',
    },
    { id: 'CVE-2024-33664', fixed: '3.4.0', severity: 'medium', what: 'a small token unpacks without end' },
  ],
  cryptography: [
    { id: 'CVE-2020-36242', fixed: '3.3.2', severity: 'critical', what: 'very long texts overflow a buffer' },
    {
      id: 'CVE-2023-23931',
      since: '1.8',
      fixed: '39.0.1',
      severity: 'medium',
      what: 'bytes that cannot change are changed',
    },
    {
      id: 'CVE-2023-49083',
      since: '3.1',
      fixed: '41.0.6',
      severity: 'high',
      what: 'a PKCS#7 file ends the process',
    },
    {
      id: 'CVE-2023-50782',
      fixed: '42.0.0',
      severity: 'high',
      what: 'RSA messages can be read by their timing',
    },
    {
      id: 'CVE-2024-26130',
      since: '38.0.0',
      fixed: '42.0.4',
      severity: 'medium',
      what: 'a PKCS#12 file ends the process',
    },
    {
      id: 'CVE-2026-26007',
      fixed: '46.0.5',
      severity: 'medium',
      what: 'crafted keys give private ones away',
    },
  ],
  sqlalchemy: [
    { id: 'CVE-2019-7164', fixed: '1.2.18', severity: 'critical', what: 'SQL injection through `order_by`' },
  ],
  pyyaml: [
    {
      id: 'CVE-2020-1747',
      since: '5.1',
      fixed: '5.3.1',
      severity: 'critical',
      what: 'a file runs Python through `full_load`',
    },
    {
      id: 'CVE-2020-14343',
      fixed: '5.4',
      severity: 'critical',
      what: 'a file runs Python through `full_load`',
    },
  ],
  pillow: [
    { id: 'CVE-2022-22817', fixed: '9.0.0', severity: 'critical', what: '`ImageMath.eval` runs Python' },
    { id: 'CVE-2023-4863', fixed: '10.0.1', severity: 'high', what: 'a WebP picture overflows a buffer' },
    { id: 'CVE-2023-50447', fixed: '10.2.0', severity: 'high', what: '`ImageMath.eval` runs Python' },
    {
      id: 'CVE-2024-28219',
      fixed: '10.3.0',
      severity: 'medium',
      what: 'a colour profile overflows a buffer',
    },
  ],
  lxml: [
    { id: 'CVE-2021-43818', fixed: '4.6.5', severity: 'high', what: 'scripts pass the HTML cleaner' },
    { id: 'CVE-2022-2309', fixed: '4.9.1', severity: 'medium', what: 'a document ends the process' },
  ],
}
