import type { Variable } from '../detect/fact-values.js';
import type { DatabaseEngine, Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Egress, Network } from './operation.js';
import type { Stack } from './stack.js';

const DATABASES: Readonly<Partial<Record<DatabaseEngine, number>>> = {
  postgres: 5432,
  mysql: 3306,
  mongodb: 27017,
  mssql: 1433,
  oracle: 1521,
};

/** Client libraries and the ports that their servers are registered with (IANA, or the server's own default). */
const CLIENTS: readonly {
  readonly names: readonly string[];
  readonly why: string;
  readonly ports: readonly number[];
}[] = [
  {
    names: ['redis', 'aioredis', 'celery', 'arq', 'rq', 'django-redis', 'ioredis', 'bullmq'],
    why: 'Redis',
    ports: [6379],
  },
  { names: ['pika', 'aio-pika', 'amqplib'], why: 'RabbitMQ', ports: [5672] },
  { names: ['aiokafka', 'confluent-kafka', 'kafka-python', 'kafkajs'], why: 'Kafka', ports: [9092] },
  { names: ['elasticsearch', 'opensearch-py', '@elastic/elasticsearch'], why: 'Elasticsearch', ports: [9200] },
  { names: ['pymongo', 'motor', 'mongodb', 'mongoose'], why: 'the mongodb database', ports: [27017] },
  { names: ['nats-py', 'nats'], why: 'NATS', ports: [4222] },
  { names: ['qdrant-client'], why: 'Qdrant', ports: [6333, 6334] },
  { names: ['pymilvus'], why: 'Milvus', ports: [19530] },
  { names: ['neo4j', 'neo4j-driver'], why: 'Neo4j', ports: [7687] },
  { names: ['cassandra-driver'], why: 'Cassandra', ports: [9042] },
  { names: ['pymemcache', 'aiomcache'], why: 'Memcached', ports: [11211] },
  { names: ['temporalio'], why: 'Temporal', ports: [7233] },
  { names: ['aiosmtplib', 'fastapi-mail', 'nodemailer'], why: 'mail servers', ports: [465, 587] },
];
/** Hosts that are on the internet as often as not. */
const ANYWHERE = new Set(['mail servers', 'the mongodb database', 'Elasticsearch', 'Kafka']);

/** What the service calls, from its database, its client libraries and the addresses that its variables hold. */
export function networkOf(answers: Answers, facts: Facts, stack: Stack): Network {
  const calls = stack === 'site' ? [] : [...databases(answers, facts), ...clients(facts), ...services(facts)];
  const known = new Set<number>();
  const egress = calls.flatMap((one): readonly Egress[] => {
    const ports = one.ports.filter((port) => !known.has(port));
    for (const port of ports) known.add(port);
    return ports.length === 0 ? [] : [{ ...one, ports }];
  });
  const [network = 'none', subnetwork = network] = answers.network.split('/');
  return { egress, internet: stack !== 'site', ...(network === 'none' ? {} : { vpc: { network, subnetwork } }) };
}

function databases(answers: Answers, facts: Facts): readonly Egress[] {
  if (answers.database === 'none') return [];
  const engine = facts.database?.value ?? 'postgres';
  const port = DATABASES[engine];
  if (port === undefined) return [];
  if (answers.database === 'external') return [{ ports: [port], why: `the ${engine} database`, to: 'anywhere' }];
  const connector = has(facts, 'cloud-sql-python-connector');
  return [
    { ports: [port], why: `the ${engine} database`, to: 'private', socket: true },
    // It dials the instance's own proxy, by its public address where it has one.
    ...(connector ? ([{ ports: [3307], why: 'Cloud SQL by its connector', to: 'anywhere' }] as const) : []),
  ];
}

const has = (facts: Facts, name: string): boolean =>
  (facts.dependencies?.value ?? []).some((dependency) => dependency.name === name);

const clients = (facts: Facts): readonly Egress[] =>
  CLIENTS.filter(({ names }) => names.some((name) => has(facts, name))).map(({ why, ports }) => ({
    ports,
    why,
    to: ANYWHERE.has(why) ? 'anywhere' : 'private',
  }));

const ADDRESS = /^(https?):\/\/[^/\s:@]+(?::(\d{2,5}))?(?:[/?#]|$)/;
/** What names another service without saying where it listens: its Service's port, or the scaffold's own. */
const UNNAMED = /(?:^|_)(?:SERVICE|API|BACKEND|GATEWAY)_(?:URL|URI|ENDPOINT|BASE_URL|HOST)$/;

/** Other services over plain HTTP. A policy sees the port of the pod, which an address behind a Service does not name. */
function services(facts: Facts): readonly Egress[] {
  return (facts.variables?.value ?? []).flatMap((variable): readonly Egress[] => {
    const ports = servicePorts(variable);
    if (ports.length === 0) return [];
    const where = variable.library === undefined ? `${variable.file}:${variable.line}` : variable.library;
    return [{ ports, why: `${variable.name}, read in ${where}`, to: 'private' }];
  });
}

function servicePorts(variable: Variable): readonly number[] {
  const found = ADDRESS.exec(variable.default ?? '');
  if (found === null) return (variable.default ?? '') === '' && UNNAMED.test(variable.name) ? [80, 8080] : [];
  if (found[1] === 'https' && found[2] === undefined) return [];
  return found[2] === undefined ? [80, 8080] : [Number(found[2])];
}
