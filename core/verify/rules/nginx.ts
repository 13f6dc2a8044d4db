import { edits, nearest } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { probePaths } from './health-paths.js';

/** Directives that configurations of sites and proxies hold: nginx's alphabetical index, modules of the stable image. */
const DIRECTIVES = (
  'absolute_redirect access_log add_header add_trailer alias allow autoindex brotli brotli_static charset ' +
  'client_body_buffer_size client_body_temp_path client_body_timeout client_header_buffer_size client_header_timeout ' +
  'client_max_body_size daemon default_type deny directio env error_log error_page etag events expires ' +
  'fastcgi_buffers fastcgi_index fastcgi_param fastcgi_pass fastcgi_read_timeout fastcgi_temp_path geo gunzip gzip ' +
  'gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length gzip_proxied gzip_static gzip_types ' +
  'gzip_vary hash http http2 if if_modified_since include index internal ip_hash keepalive keepalive_disable ' +
  'keepalive_requests keepalive_time keepalive_timeout large_client_header_buffers least_conn limit_conn ' +
  'limit_conn_zone limit_except limit_rate limit_req limit_req_status limit_req_zone lingering_close listen ' +
  'load_module location log_format log_not_found map map_hash_bucket_size map_hash_max_size master_process ' +
  'merge_slashes mime_types multi_accept open_file_cache open_file_cache_errors open_file_cache_min_uses ' +
  'open_file_cache_valid pid port_in_redirect proxy_buffer_size proxy_buffering proxy_buffers ' +
  'proxy_busy_buffers_size proxy_cache proxy_cache_bypass proxy_cache_path proxy_cache_valid proxy_connect_timeout ' +
  'proxy_hide_header proxy_http_version proxy_intercept_errors proxy_next_upstream proxy_no_cache proxy_pass ' +
  'proxy_pass_header proxy_read_timeout proxy_redirect proxy_request_buffering proxy_send_timeout proxy_set_header ' +
  'proxy_ssl_name proxy_ssl_server_name proxy_temp_path proxy_cookie_path real_ip_header real_ip_recursive ' +
  'reset_timedout_connection resolver resolver_timeout return rewrite root satisfy scgi_temp_path send_timeout ' +
  'sendfile sendfile_max_chunk server server_name server_name_in_redirect server_names_hash_bucket_size ' +
  'server_tokens set set_real_ip_from ssi split_clients ssl_certificate ssl_certificate_key ssl_ciphers ' +
  'ssl_prefer_server_ciphers ssl_protocols ssl_session_cache ssl_session_tickets ssl_session_timeout ssl_stapling ssl_stapling_verify ssl_dhparam ssl_trusted_certificate ssl_ecdh_curve status stub_status sub_filter ' +
  'sub_filter_once tcp_nodelay tcp_nopush thread_pool try_files types types_hash_bucket_size types_hash_max_size ' +
  'underscores_in_headers upstream use user uwsgi_pass uwsgi_param uwsgi_temp_path valid_referers ' +
  'variables_hash_bucket_size worker_connections worker_processes worker_rlimit_nofile worker_shutdown_timeout auth_basic ' +
  'auth_basic_user_file auth_request'
).split(' ');

/** A directive with its words, each block's too; entries of `map`, `types` and the like have no directive's name. */
interface Directive {
  readonly name: string;
  readonly words: readonly string[];
  readonly line: number;
  readonly inside: string;
}

function directives(source: string): readonly Directive[] {
  const found: Directive[] = [];
  const blocks: string[] = [];
  let words: string[] = [];
  let start = 0;
  for (const [index, text] of source.split('\n').entries())
    for (const [token] of text.matchAll(
      /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*|\$\{\w+\}|[{};]|(?:\$\{\w+\}|[^\s{};"'])+/g,
    )) {
      if (token.startsWith('#')) break;
      if (token === '}') {
        blocks.pop();
        words = [];
      } else if (token === ';' || token === '{') {
        const name = words[0] ?? '';
        found.push({ name, words: words.slice(1), line: start, inside: blocks.at(-1) ?? '' });
        if (token === '{') blocks.push(name);
        words = [];
      } else {
        if (words.length === 0) start = index + 1;
        words.push(token);
      }
    }
  return found;
}

const FREE = /^(map|geo|types|split_clients)$/;
const TIME =
  /^(keepalive_timeout|keepalive_time|client_body_timeout|client_header_timeout|send_timeout|proxy_\w+_timeout|resolver_timeout|worker_shutdown_timeout)$/;
const SIZE = /^(client_max_body_size|client_body_buffer_size|sendfile_max_chunk|gzip_min_length)$/;
const COUNT = /^(worker_connections|worker_rlimit_nofile|gzip_comp_level|keepalive_requests)$/;
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, '': 1 };

/** What a word of a directive says, where that is known to be wrong. */
function wrong(one: Directive): string | undefined {
  const [word = ''] = one.words;
  const last = one.words.at(-1) ?? '';
  if (one.name === 'try_files' && last.startsWith('=') && !/^=[2-5]\d\d$/.test(last)) return `${last} is no status`;
  if (word.includes('$')) return undefined;
  if (TIME.test(one.name)) {
    const match = /^(\d+)(ms|s|m|h|d|)$/.exec(word);
    if (match === null) return `${word} is no time`;
    const seconds = Number(match[1]) * (SECONDS[match[2] ?? ''] ?? 1);
    if (seconds > 86_400) return `${word} is more than a day`;
    if (one.name === 'keepalive_timeout' && seconds > 7200) return `${word}: was another unit meant?`;
    if (one.name === 'keepalive_timeout' && seconds > 0 && seconds <= 60)
      return `${word}: Google's balancers keep a connection for 600 s and would meet a closed one`;
  }
  if (SIZE.test(one.name)) {
    if (!/^\d+[kKmMgG]?$/.test(word)) return `${word} is no size`;
    if (one.name === 'client_max_body_size' && /^[1-9]\d{0,2}$/.test(word)) return `${word} bytes: was ${word}m meant?`;
  }
  if (COUNT.test(one.name) && !/^[1-9]\d*$/.test(word)) return `${word} is no count`;
  if (one.name === 'open_file_cache' && one.words.some((each) => /^inactive=(?!\d+(ms|s|m|h|d)?$)/.test(each)))
    return `${one.words.join(' ')}: inactive is no time`;
  if (one.name === 'return' && /^\d/.test(word) && !/^[2-5]\d\d$/.test(word)) return `${word} is no status`;
  if (/_temp_path$|^pid$/.test(one.name) && !/^\/(tmp|dev\/shm|run|var\/run|var\/cache)\b/.test(word))
    return `${word} cannot be written where the root is read-only`;
  if (
    /^(access|error)_log$/.test(one.name) &&
    !/^(off|stderr|syslog:.*|memory:.*|\/(dev\/(stdout|stderr|null|shm\/.*)|tmp\/.*))$/.test(word)
  )
    return `${word} cannot be written where the root is read-only`;
  return undefined;
}

function* quantifiers(one: Directive): Generator<string> {
  for (const word of [one.name, ...one.words])
    for (const match of word.matchAll(/\{(\d+),(\d+)\}/g))
      if (Number(match[1]) > Number(match[2])) yield `${match[0]}: the least is above the most`;
}

function* file(view: View, path: string, source: string): Generator<Remark> {
  const all = directives(source);
  const asked = probePaths(view).map((one) => one.url);
  const limit = all.find(({ name }) => name === 'worker_rlimit_nofile');
  const connections = all.find(({ name }) => name === 'worker_connections');
  if (limit !== undefined && connections !== undefined && Number(limit.words[0]) < Number(connections.words[0]))
    yield {
      path,
      line: limit.line,
      message: `worker_rlimit_nofile ${limit.words[0]}: each of ${connections.words[0]} connections takes a file or two (${path}:${connections.line})`,
      severity: 'warning',
    };
  for (const one of all) {
    const place = { path, line: one.line };
    for (const message of quantifiers(one)) yield { ...place, message };
    if (FREE.test(one.inside)) continue;
    if (!DIRECTIVES.includes(one.name)) {
      const near = nearest(one.name, DIRECTIVES);
      const meant = near !== undefined && edits(near, one.name) < 3 ? near : undefined;
      // Modules bring directives of their own.
      if (meant !== undefined)
        yield { ...place, message: `${one.name} is no directive, nearest is ${meant}`, fix: `write ${meant}` };
      continue;
    }
    const odd = wrong(one);
    // Only of the scaffold's own server is it known that its root is read-only.
    const free = odd?.includes('read-only') === true && !path.startsWith('deploy/nginx/');
    if (odd !== undefined && !free)
      yield { ...place, message: `${one.name} ${odd}`, severity: /balancers|meant/.test(odd) ? 'warning' : 'error' };
    const location = one.name === 'location' && one.words[0] === '=' ? (one.words[1] ?? '') : undefined;
    const meant = location === undefined || asked.includes(location) ? undefined : nearest(location, asked);
    if (meant !== undefined && !all.some((each) => each.name === 'location' && each.words[1] === meant))
      yield {
        ...place,
        message: `location ${location} is almost ${meant}, which the platforms ask`,
        fix: `write ${meant}`,
      };
  }
}

/** Configuration of the web server. */
export const NGINX_RULES: readonly Rule[] = [
  {
    id: 'nginx-directives',
    severity: 'error',
    about: 'directives are nginx’s, with times, sizes and places that can be meant',
    source: 'nginx documentation, alphabetical index of directives',
    *check(view) {
      for (const [path, source] of view.files)
        if (/(^|\/)nginx[^/]*\.conf(\.template)?$/.test(path)) yield* file(view, path, source);
    },
  },
];
