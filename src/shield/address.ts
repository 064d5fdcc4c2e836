// The client's address: the socket's, unless the setting trustProxy names the hops before it.
import type { IncomingMessage } from 'node:http'
import proxyAddress from '@fastify/proxy-addr'

/** One item of digits is a number of hops; anything else lists addresses, networks or `loopback`. */
export function addressReader(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  if (trustProxy.length === 0) return socketAddress
  const [first = ''] = trustProxy
  const hops = trustProxy.length === 1 && /^\d+$/.test(first) ? Number(first) : undefined
  const trust =
    hops === undefined
      ? proxyAddress.compile([...trustProxy])
      : (_address: string, distance: number) => distance < hops
  return (request) => {
    if (request.headers['x-forwarded-for'] === undefined) return socketAddress(request)
    try {
      return proxyAddress(request, trust)
    } catch {
      return socketAddress(request)
    }
  }
}

function socketAddress(request: IncomingMessage): string {
  return request.socket?.remoteAddress ?? 'unknown'
}
