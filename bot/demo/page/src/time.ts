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

type Written = (at: Date, now: Date, zone: string) => string;
const dated = (options: Intl.DateTimeFormatOptions): Written => (at, _, zone) => at.toLocaleDateString('en-GB', { timeZone: zone, ...options });
const near = (far: Written): Written => (at, now, zone) => (['Today', 'Yesterday'].includes(longDay(at, now, zone)) ? longDay(at, now, zone) : far(at, now, zone));
const SHORT = dated({ day: 'numeric', month: 'short', year: 'numeric' });
const PLAIN = dated({ day: 'numeric', month: 'long', year: 'numeric' });
const LONG = dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const FORMS: Record<string, Written> = {
  date_num: (at, _, zone) => dayOf(at, zone),
  date: PLAIN,
  date_short: SHORT,
  date_long: LONG,
  date_pretty: near(PLAIN),
  date_short_pretty: near(SHORT),
  date_long_pretty: near(LONG),
  time: (at, _, zone) => clockOf(at, zone),
};

// A moment in the words that a message asks for: {date_short_pretty} {time}.
export function worded(seconds: number, format: string, now: Date, zone: string): string {
  const at = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (_, name) => (FORMS[name] ?? FORMS.date)(at, now, zone));
}

export function whole(at: Date, zone: string): string {
  const day = at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: zone });
  return `${day}, ${clockOf(at, zone)}`;
}
