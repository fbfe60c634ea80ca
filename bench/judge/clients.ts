import type { Draw } from './draw.ts';
import type { World } from './world.ts';

/**
 * Route 53: 300 resolvers of unequal size, the largest with 4% of the traffic; each asks again after its TTL of a
 * minute, a fifth of them only after half an hour, and brings its clients' own rate along (log-normal, deviation 0.5).
 */
export function dnsResolvers(world: World, draw: Draw): void {
  const clients = unequal(300, draw, (rank) => 1 / (rank + 6), 0.5);
  const asksAt = clients.weight.map(() => draw.uniform());
  const keeps = clients.weight.map(() => (draw.uniform() < 0.2 ? 30 : 1));
  const onCanary = new Uint8Array(clients.weight.length);
  const asked = asksAt.map((offset, i) => -offset * (keeps[i] ?? 1));
  assign(world, clients, (i, t, wanted) => {
    if (t === 0 || t - (asked[i] ?? 0) >= (keeps[i] ?? 1)) {
      onCanary[i] = draw.uniform() < wanted ? 1 : 0;
      asked[i] = t === 0 ? (asked[i] ?? 0) : t;
    }
    return onCanary[i] === 1;
  });
}

/** A sticky load balancer: 2000 clients, each with its place in the order in which clients move to the canary. */
export function stickyClients(world: World, draw: Draw): void {
  const clients = unequal(2000, draw, () => Math.exp(draw.normal()), 1);
  const place = clients.weight.map(() => draw.uniform());
  assign(world, clients, (i, _, wanted) => (place[i] ?? 1) < wanted);
}

type Clients = { readonly weight: Float64Array; readonly rate: Float64Array };

function unequal(count: number, draw: Draw, size: (rank: number) => number, deviation: number): Clients {
  const weight = Float64Array.from({ length: count }, (_, i) => size(i));
  const rate = weight.map(() => Math.exp(deviation * draw.normal()));
  const sum = weight.reduce((all, value) => all + value, 0);
  const bad = rate.reduce((all, value, i) => all + (value * (weight[i] ?? 0)) / sum, 0);
  return { weight: weight.map((value) => value / sum), rate: rate.map((value) => value / bad) };
}

/** Sets share and factors from where the clients are; they are asked again only when something may change. */
function assign(
  world: World,
  { weight, rate }: Clients,
  isOnCanary: (client: number, minute: number, wanted: number) => boolean,
): void {
  for (let t = 0; t < world.minutes; t++) {
    const wanted = world.share[t] ?? 0;
    let share = 0;
    let bad = 0;
    for (let i = 0; i < weight.length; i++) {
      if (!isOnCanary(i, t, wanted)) continue;
      share += weight[i] ?? 0;
      bad += (weight[i] ?? 0) * (rate[i] ?? 1);
    }
    world.share[t] = share;
    world.canaryClients[t] = share === 0 ? 1 : bad / share;
    world.stableClients[t] = share >= 1 ? 1 : Math.max(0, 1 - bad) / (1 - share);
  }
}
