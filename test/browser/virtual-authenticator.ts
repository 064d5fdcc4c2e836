// Chromium's own authenticator for tests, over the DevTools protocol: plugged in, switched, listened to.
import type { CDPSession, Page } from 'playwright-core'

export interface VirtualAuthenticator {
  /** What the browser has told it: `Added`, `Asserted`, `Updated`, `Deleted`. */
  readonly told: string[]
  /** Whether somebody touches it as soon as it is asked. */
  touch(at: boolean): Promise<void>
  /** Whether its fingerprint, face or PIN is right. */
  verify(verified: boolean): Promise<void>
  credentials(): Promise<{ credentialId: string; signCount: number; userName?: string }[]>
  unplug(): Promise<void>
}

export interface AuthenticatorOptions {
  transport?: 'internal' | 'usb'
  hasUserVerification?: boolean
  isUserVerified?: boolean
  /** Whether it copies its passkeys to other devices. */
  synced?: boolean
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

export async function plugIn(page: Page, options: AuthenticatorOptions = {}): Promise<VirtualAuthenticator> {
  const { transport = 'internal', hasUserVerification = true, isUserVerified = true, synced = true } = options
  let session = sessions.get(page)
  if (session === undefined) {
    session = open(page)
    sessions.set(page, session)
  }
  const devtools = await session
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification,
      isUserVerified,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: synced,
      defaultBackupState: synced,
    },
  })
  const told: string[] = []
  for (const event of ['Added', 'Asserted', 'Updated', 'Deleted'] as const) {
    devtools.on(`WebAuthn.credential${event}`, (news: { authenticatorId: string }) => {
      if (news.authenticatorId === authenticatorId) told.push(event)
    })
  }
  return {
    told,
    touch: async (enabled) => {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
    verify: async (verified) => {
      await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verified })
    },
    credentials: async () =>
      (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    unplug: async () => {
      await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    },
  }
}

async function open(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable', { enableUI: false })
  return devtools
}
