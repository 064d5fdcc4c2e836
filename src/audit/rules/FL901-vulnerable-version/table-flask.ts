// Published weaknesses of Flask, of what it is made of, and of its extensions.
import type { Weaknesses } from './weakness.ts'

export const FLASK: Weaknesses = {
  flask: [
    {
      id: 'CVE-2018-1000656',
      fixed: '0.12.3',
      severity: 'high',
      what: 'JSON in an odd encoding fills the memory',
    },
    {
      id: 'CVE-2019-1010083',
      fixed: '1.0',
      severity: 'high',
      what: 'JSON in an odd encoding fills the memory',
    },
    {
      id: 'CVE-2023-30861',
      fixed: '2.2.5',
      severity: 'high',
      what: 'a cache may hand out other people’s session cookies',
    },
    {
      id: 'CVE-2023-30861',
      since: '2.3.0',
      fixed: '2.3.2',
      severity: 'high',
      what: 'a cache may hand out other people’s session cookies',
    },
    {
      id: 'CVE-2025-47278',
      since: '3.1.0',
      fixed: '3.1.1',
      severity: 'low',
      what: 'sessions are signed with a retired key',
    },
    {
      id: 'CVE-2026-27205',
      fixed: '3.1.3',
      severity: 'low',
      what: 'a cache may keep pages that are made for one person',
    },
  ],
  werkzeug: [
    { id: 'CVE-2020-28724', fixed: '0.11.6', severity: 'medium', what: 'open redirect by a double slash' },
    { id: 'CVE-2016-10516', fixed: '0.11.11', severity: 'medium', what: 'XSS in the debugger' },
    {
      id: 'CVE-2019-14806',
      fixed: '0.15.3',
      severity: 'high',
      what: 'the debugger’s PIN can be guessed in containers',
    },
    {
      id: 'CVE-2023-23934',
      fixed: '2.2.3',
      severity: 'low',
      what: 'a neighbouring site can plant `__Host-` cookies',
    },
    { id: 'CVE-2023-25577', fixed: '2.2.3', severity: 'high', what: 'a form of many parts uses up a worker' },
    {
      id: 'CVE-2023-46136',
      fixed: '3.0.1',
      severity: 'high',
      what: 'one upload uses up a worker',
    },
    {
      id: 'CVE-2024-34069',
      fixed: '3.0.3',
      severity: 'high',
      what: 'a foreign page can use a developer’s debugger',
    },
    { id: 'CVE-2024-49767', fixed: '3.0.6', severity: 'high', what: 'a large form field fills the memory' },
  ],
  jinja2: [
    { id: 'CVE-2016-10745', fixed: '2.8.1', severity: 'high', what: 'templates get out of the sandbox' },
    { id: 'CVE-2019-10906', fixed: '2.10.1', severity: 'high', what: 'templates get out of the sandbox' },
    {
      id: 'CVE-2020-28493',
      fixed: '2.11.3',
      severity: 'medium',
      what: 'a text slows `urlize` down without end',
    },
    { id: 'CVE-2024-22195', fixed: '3.1.3', severity: 'medium', what: 'XSS through the keys of `xmlattr`' },
    { id: 'CVE-2024-34064', fixed: '3.1.4', severity: 'medium', what: 'XSS through the keys of `xmlattr`' },
    { id: 'CVE-2024-56326', fixed: '3.1.5', severity: 'medium', what: 'templates get out of the sandbox' },
    { id: 'CVE-2025-27516', fixed: '3.1.6', severity: 'medium', what: 'templates get out of the sandbox' },
  ],
  'flask-cors': [
    {
      id: 'CVE-2020-25032',
      fixed: '3.0.9',
      severity: 'high',
      what: '`../` in a path gets the rules of another one',
    },
    {
      id: 'CVE-2024-1681',
      fixed: '4.0.1',
      severity: 'medium',
      what: 'line breaks in a path forge lines of the log',
    },
    {
      id: 'CVE-2024-6221',
      fixed: '4.0.2',
      severity: 'high',
      what: 'private networks are opened to foreign pages',
    },
    { id: 'CVE-2024-6866', fixed: '6.0.0', severity: 'medium', what: 'rules for paths match others too' },
    {
      id: 'CVE-2024-6844',
      fixed: '6.0.0',
      severity: 'medium',
      what: 'rules for paths with `+` match others too',
    },
  ],
  'flask-security-too': [
    {
      id: 'CVE-2021-21241',
      since: '3.3.0',
      fixed: '3.4.5',
      severity: 'high',
      what: 'a foreign site can fetch the signed-in person’s token',
    },
    { id: 'CVE-2021-32618', fixed: '4.1.0', severity: 'low', what: 'open redirect by backslashes' },
    {
      id: 'CVE-2023-49438',
      fixed: '5.3.3',
      severity: 'medium',
      what: 'open redirect after login and registration',
    },
  ],
  'flask-appbuilder': [
    { id: 'CVE-2021-41265', fixed: '3.3.4', severity: 'high', what: 'a crafted request signs in to the API' },
    {
      id: 'CVE-2022-31177',
      fixed: '4.1.3',
      severity: 'low',
      what: 'administrators can work out password hashes',
    },
    { id: 'CVE-2023-34110', fixed: '4.3.2', severity: 'low', what: 'error messages show password hashes' },
    {
      id: 'CVE-2024-25128',
      fixed: '4.3.11',
      severity: 'critical',
      what: 'signing in by a forged OpenID server',
    },
    {
      id: 'CVE-2025-58065',
      fixed: '4.8.1',
      severity: 'medium',
      what: 'a password can be set beside LDAP and OAuth',
    },
  ],
  'flask-admin': [{ id: 'CVE-2018-16516', fixed: '1.5.3', severity: 'medium', what: 'XSS by a crafted URL' }],
  'flask-restx': [
    { id: 'CVE-2021-32838', fixed: '0.5.1', severity: 'medium', what: 'an e-mail address stops a worker' },
  ],
  'flask-user': [
    { id: 'CVE-2021-23401', fixed: null, severity: 'medium', what: 'open redirect by backslashes' },
  ],
}
