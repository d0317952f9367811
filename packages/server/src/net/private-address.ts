import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Networks that are not the public internet (IANA special-purpose registries): this machine, its neighbours, and addresses with a special meaning. */
const privateNetworks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

const blocked = new BlockList()
for (const network of privateNetworks) {
  const [address = '', bits = '0'] = network.split('/')
  blocked.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** Whether an IP address is not one of the public internet. Text that is no address counts as private; IPv4 in IPv6 counts as IPv4. */
export function isPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return blocked.check(address, 'ipv4')
  // `::ffff:10.0.0.1` is looked up among the IPv4 networks by BlockList itself.
  return !isIPv6(address) || blocked.check(address, 'ipv6')
}
