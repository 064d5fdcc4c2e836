// What is no picture: markup in any clothes, programs, archives, texts that are none, PDFs with something in front or behind.
import { gzipSync } from 'node:zlib'
import type { RefusedWhy } from '../../../src/uploads/refused.ts'
import type { HostileFile } from './files.ts'
import * as parts from './parts.ts'

const { bytes, HTML, join, PHP, SCRIPT, SVG } = parts
const MIB = 1_048_576

function refused(
  what: string,
  why: RefusedWhy | readonly RefusedWhy[],
  make: HostileFile['make'],
  clientName = 'notes.txt',
  declared = 'text/plain',
): HostileFile {
  return { what, make, clientName, declared, must: { refused: typeof why === 'string' ? [why] : why } }
}

const utf16 = (text: string, swap: boolean) => {
  const encoded = Buffer.from(text, 'utf16le')
  return swap ? encoded.swap16() : encoded
}

export const REFUSED_DOCUMENTS: readonly HostileFile[] = [
  refused('nothing', 'empty', () => Buffer.alloc(0)),
  // Markup.
  refused('SVG', 'markup', () => bytes(SVG), 'a.svg', 'image/svg+xml'),
  refused('SVG in PNG clothes', 'markup', () => bytes(SVG), 'a.png', 'image/png'),
  refused('SVG behind a byte order mark and white space', 'markup', () => join('\ufeff \r\n\t', SVG)),
  refused('SVG behind a comment', 'markup', () => join('<!-- nothing to see -->', SVG)),
  refused('SVG behind 200 KB of white space', 'markup', () => join(' \n'.repeat(100_000), SVG)),
  refused('SVG behind characters without width', 'markup', () => join('\u200b\u2060\ufeff\u00ad', SVG)),
  refused('SVG behind XML’s own first line', 'markup', () => join('<?xml version="1.0"?>', SVG)),
  refused('SVG packed by gzip', 'unknown-type', () => gzipSync(SVG), 'a.svgz', 'image/svg+xml'),
  refused('SVG in UTF-16 with its mark', 'not-text', () => utf16(`\ufeff${SVG}`, false)),
  refused('SVG in UTF-16 the other way round', 'not-text', () => utf16(`\ufeff${SVG}`, true)),
  refused('SVG in UTF-16 without a mark', 'unknown-type', () => utf16(SVG, false)),
  refused('a page', 'markup', () => bytes(HTML), 'page.html', 'text/html'),
  refused('a page that says it is text', 'markup', () => bytes(HTML)),
  refused('a page without a doctype, in capitals', 'markup', () => bytes('<SCRIPT>alert(1)</SCRIPT>')),
  refused('a page that says it is PDF', 'markup', () => bytes(HTML), 'a.pdf', 'application/pdf'),
  refused('XML that reads a file', 'markup', () =>
    bytes('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  ),
  refused('PHP', 'markup', () => bytes(PHP), 'a.php'),
  refused('PHP in JPEG clothes', 'markup', () => bytes(PHP), 'a.php.jpg', 'image/jpeg'),
  refused('a server page', 'markup', () => bytes('<%@ page import="java.io.*" %>'), 'a.jsp'),
  // Text that runs.
  refused('a script for a shell', 'unknown-type', () => bytes('#!/bin/sh\nrm -rf /\n')),
  refused('PostScript', 'unknown-type', () => bytes('%!PS-Adobe-3.0\n(%pipe%id) (w) file\n')),
  refused('RTF', 'unknown-type', () => bytes('{\\rtf1 {\\object\\objocx}}'), 'a.rtf', 'application/rtf'),
  refused(
    'a web archive',
    'unknown-type',
    () => bytes(`MIME-Version: 1.0\nContent-Type: multipart/related\n\n${HTML}`),
    'a.mhtml',
    'multipart/related',
  ),
  // Programs and archives.
  refused(
    'a program of Windows',
    'unknown-type',
    () => bytes(`MZ\x90\0\x03\0\0\0${'\0'.repeat(100)}`),
    'a.exe',
  ),
  refused(
    'a program of Linux',
    'unknown-type',
    () => bytes(`\x7fELF\x02\x01\x01${'\0'.repeat(100)}`),
    'a.txt',
  ),
  refused('WebAssembly', 'unknown-type', () => bytes('\0asm\x01\0\0\0')),
  refused('a class of Java', 'unknown-type', () => bytes('\xca\xfe\xba\xbe\0\0\0\x34')),
  refused('Flash', 'unknown-type', () => bytes('FWS\x0a\x20\0\0\0\x78\0'), 'a.png', 'image/png'),
  refused('a ZIP', 'unknown-type', () => parts.zip('a.html', bytes(HTML)), 'a.zip', 'application/zip'),
  refused(
    'a ZIP that unpacks to 100 MiB',
    'unknown-type',
    () => parts.zip('0', Buffer.alloc(100 * MIB)),
    'a.pdf',
  ),
  refused('a ZIP with a path upwards', 'unknown-type', () => parts.zip('../../evil', bytes(PHP))),
  refused(
    'a document of an office, which is a ZIP',
    'unknown-type',
    () => parts.zip('[Content_Types].xml', bytes('<Types/>')),
    'a.docx',
    'application/msword',
  ),
  refused(
    'an old document of an office, with macros',
    'unknown-type',
    () => bytes(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${'\0'.repeat(600)}`),
    'a.doc',
    'application/msword',
  ),
  refused(
    'gzip that unpacks to 100 MiB',
    'unknown-type',
    () => gzipSync(Buffer.alloc(100 * MIB)),
    'a.png',
    'image/png',
  ),
  // Pictures of kinds that are not taken.
  refused('BMP', 'unknown-type', () => bytes(`BM\x46\0\0\0\0\0\0\0\x36\0\0\0${'\0'.repeat(60)}`), 'a.png'),
  refused('TIFF', 'unknown-type', () => bytes(`II*\0\x08\0\0\0${'\0'.repeat(60)}`), 'a.png', 'image/png'),
  refused(
    'an icon',
    'unknown-type',
    () => bytes(`\0\0\x01\0\x01\0${'\0'.repeat(60)}`),
    'a.ico',
    'image/x-icon',
  ),
  refused(
    'HEIC',
    'unknown-type',
    () => bytes(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\0'.repeat(60)}`),
    'a.heic',
  ),
  refused(
    'a film',
    'unknown-type',
    () => bytes(`\0\0\0\x18ftypisom\0\0\0\0isommp42${'\0'.repeat(60)}`),
    'a.mp4',
  ),
  // Text that is none.
  refused('text that steers a terminal', 'unknown-type', () => bytes('hello \x1b]0;evil\x07')),
  refused('text in Latin-1', 'unknown-type', () => bytes('caf\xe9 au lait')),
  refused('text with a NUL far behind', 'not-text', () => join('a'.repeat(200_000), '\0', HTML)),
  refused('text with a character spelled too long', 'unknown-type', () => bytes('a \xc0\xbcscript>')),
  refused('text with half a pair', 'unknown-type', () => bytes('a \xed\xa0\x80 b')),
  refused('text that ends within a character', ['unknown-type', 'not-text'], () => bytes('na\xc3')),
  // PDFs with company.
  refused('a PDF behind text', 'polyglot', () => join('hello\n', parts.pdf()), 'a.txt'),
  refused(
    'a PDF behind a program',
    'polyglot',
    () => join(bytes('MZ\x90\0\x03\0'), parts.pdf()),
    'a.pdf',
    'application/pdf',
  ),
  refused(
    'a PDF with a page in its head',
    'polyglot',
    () => join('%PDF-1.7\n', HTML, parts.pdf().subarray(9)),
    'a.pdf',
    'application/pdf',
  ),
  refused(
    'a PDF with a page behind it',
    'polyglot',
    () => join(parts.pdf(), HTML),
    'a.pdf',
    'application/pdf',
  ),
  refused(
    'a PDF with JavaScript behind it',
    'polyglot',
    () => join(parts.pdf(), ';alert(1)'),
    'a.pdf',
    'application/pdf',
  ),
  refused(
    'a PDF with a ZIP behind it',
    'polyglot',
    () => join(parts.pdf(), parts.zip('a.html', bytes(HTML))),
    'a.pdf',
    'application/pdf',
  ),
  refused(
    'a PDF with a ZIP behind it whose comment ends the PDF',
    'polyglot',
    () => join(parts.pdf(), parts.zip('a.class', bytes(PHP), '\n%%EOF\n')),
    'a.pdf',
    'application/pdf',
  ),
  refused('a PDF cut in half', 'damaged', () => parts.pdf().subarray(0, 200), 'a.pdf', 'application/pdf'),
  refused(
    'a PDF of no version that exists',
    'damaged',
    () => bytes('%PDF-<script>alert(1)</script>\n%%EOF'),
    'a.pdf',
    'application/pdf',
  ),
]

function kept(
  what: string,
  type: string,
  make: HostileFile['make'],
  clientName: string,
  declared: string,
  name: string,
): HostileFile {
  return { what, make, clientName, declared, must: { type, unchanged: true, name } }
}

const text = (what: string, content: string, clientName: string, declared: string, name: string) =>
  kept(what, 'text/plain', () => Buffer.from(content), clientName, declared, name)

/** Kept byte for byte: how they are served is what makes them harmless. */
export const HARMLESS_DOCUMENTS: readonly HostileFile[] = [
  text('text with a page in its midst', `Dear all,\n${HTML}\n`, 'a.html', 'text/html', 'a.html.txt'),
  text('JavaScript', 'document.title="pwned"', 'a.js', 'text/javascript', 'a.js.txt'),
  text('a style sheet', 'body{background:url(//evil.example)}', 'a.css', 'text/css', 'a.css.txt'),
  text(
    'text that old browsers took for UTF-7',
    '+ADw-script+AD4-alert(1)',
    'a.txt',
    'text/plain; charset=utf-7',
    'a.txt',
  ),
  text('a table with a formula', '=cmd|" /C calc"!A0,1\n', 'a.csv', 'text/csv', 'a.csv.txt'),
  text('JSON that is a call', 'alert("pwned")//', 'a.json', 'application/json', 'a.json.txt'),
  text(
    'rules for a web server',
    'AddType application/x-httpd-php .jpg',
    '.htaccess',
    'text/plain',
    'htaccess.txt',
  ),
  text('a heart, not a tag', '<3 <- that', 'a.txt', 'text/html', 'a.txt'),
  text(
    'a shortcut of Windows',
    `[InternetShortcut]\nURL=javascript:${SCRIPT}`,
    'a.url',
    'text/plain',
    'a.url.txt',
  ),
  kept(
    'a PDF with JavaScript of its own',
    'application/pdf',
    () => parts.pdf("/OpenAction << /S /JavaScript /JS (app.alert\\('reader'\\)) >>"),
    'a.pdf',
    'application/pdf',
    'a.pdf',
  ),
  kept(
    'a PDF that says it is a page',
    'application/pdf',
    () => parts.pdf(),
    'a.html',
    'text/html',
    'a.html.pdf',
  ),
]
