// The front page, for a visitor and for somebody signed in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { landingPage } from '../../../src/accounts/landing/landing.page.ts'
import { attribute, elementsOf, inside, named, textOf } from '../../html/document.ts'
import { exampleView } from '../../html/gallery.ts'

test('a visitor is offered an account and the way in', () => {
  const elements = elementsOf(landingPage(exampleView()))
  const links = named(inside(named(elements, 'main')[0]), 'a')
  assert.deepEqual(
    links.map((link) => [attribute(link, 'href'), textOf(link)]),
    [
      ['/register', 'Create account'],
      ['/login', 'Sign in'],
    ],
  )
})

test('somebody signed in is led to the dashboard, by name', () => {
  const elements = elementsOf(landingPage(exampleView({ user: { name: '<b>maren' } })))
  const main = named(elements, 'main')[0]
  const links = named(inside(main), 'a')
  assert.deepEqual(
    links.map((link) => attribute(link, 'href')),
    ['/dashboard'],
  )
  assert.match(textOf(main), /signed in as <b>maren\./)
})
