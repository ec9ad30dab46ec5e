// What the demo's server says; bot/demo/slack/page.py is the other side.
export type Json = Record<string, any>;

export interface Person {
  id: string;
  name: string;
  role: string;
  zone: string;
  colour: string;
  dm: string;
}
export interface Channel {
  id: string;
  name: string;
  topic: string;
  direct: boolean;
  members: string[];
}
export interface Said {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: Json[];
  thread_ts: string;
  ephemeral: boolean;
  asked: string;
  edited: boolean;
  files: string[];
}
export interface Shortcut {
  callback_id: string;
  name: string;
  on_message: boolean;
}
export interface World {
  me: string;
  team: string;
  command: string;
  bot: { id: string; name: string };
  now: string;
  people: Person[];
  channels: Channel[];
  messages: Said[];
  files: Record<string, Json>;
  home: Json | null;
  modals: Json[];
  examples: string[];
  words: [string, string][];
  shortcuts: Shortcut[];
}
export interface Answer {
  fault?: string;
  errors?: Record<string, string>;
  options?: Json[];
  option_groups?: Json[];
}
