// Moments as Slack writes them, in the zone of the person that one is.
export function stamped(ts: string): Date {
  return new Date(Number(ts.split('.')[0]) * 1000);
}

export function clockOf(at: Date, zone: string): string {
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
}

export function dayOf(at: Date, zone: string): string {
  return at.toLocaleDateString('en-CA', { timeZone: zone });
}

export function longDay(at: Date, now: Date, zone: string): string {
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return 'Today';
  if (day === dayOf(new Date(now.getTime() - 86_400_000), zone)) return 'Yesterday';
  return at.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone });
}

export function whole(at: Date, zone: string): string {
  const day = at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: zone });
  return `${day}, ${clockOf(at, zone)}`;
}
