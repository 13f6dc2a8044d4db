import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readHcl } from '../../../core/detect/launch/hcl.js';
import { readTerraform } from '../../../core/detect/launch/terraform.js';
import { memoryFolder } from '../memory-folder.js';

const shown = (text: string, file = 'infra/main.tf'): readonly string[] =>
  readTerraform(memoryFolder({ [file]: text })).map(({ kind, value, line }) => `${kind} ${value} ${line}`);
const run = (inner: string, image = 'x/api'): string =>
  `resource "google_cloud_run_v2_service" "api" {\n  template {\n    containers {\n      image = "${image}"\n${inner}\n    }\n  }\n}\n`;

describe('HCL', () => {
  test('blocks with their words, attributes with their lines, comments and heredocs left out', () => {
    const body = readHcl(
      '# a = 1\n// b = 2\n/* c = 3\n*/\nresource "x" "y" {\n  d = <<EOT\nports {\n  container_port = 1\n}\nEOT\n  e = [1, "two", { f = true }]\n  g { h = var.port }\n}\n',
    );
    const [block] = body.blocks;
    expect(block?.words).toEqual(['resource', 'x', 'y']);
    expect(block?.attributes.map(({ name, line }) => `${name}:${line}`)).toEqual(['d:6', 'e:11']);
    expect(block?.attributes[1]?.value).toEqual([1, 'two', { f: true }]);
    expect(block?.blocks[0]?.attributes[0]).toEqual({ name: 'h', value: { reference: 'var.port' }, line: 12 });
  });

  test('what is computed has no value and does not swallow what follows', () => {
    const body = readHcl('a = 1 + 2\nb = "x-${var.y}"\nc = max(1, [2, 3][0])\nd = true ? 1 : 2\ne = 5\n');
    expect(body.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', undefined],
      ['d', undefined],
      ['e', 5],
    ]);
  });

  test('never throws, whatever it is given', () => {
    const piece = fc.constantFrom(
      'a',
      '=',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '<<E\n',
      '\n',
      ',',
      '${',
      '\\',
      '#',
      '/*',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        readHcl(pieces.join(''));
      }),
      { numRuns: 300, seed: 3 },
    );
    expect(readHcl('a {'.repeat(20_000)).blocks).toHaveLength(1);
    expect(readHcl(`a = ${'['.repeat(20_000)}`).attributes).toHaveLength(1);
  });
});

describe('Terraform', () => {
  test.each([
    ['Cloud Run', run('      ports {\n        container_port = 8081\n      }'), ['port 8081 6']],
    [
      'a variable with a default',
      `variable "port" {\n  default = 8082\n}\n${run('      ports { container_port = var.port }')}`,
      ['port 8082 8'],
    ],
    [
      'probes',
      run('      liveness_probe {\n        http_get {\n          path = "/up"\n        }\n      }'),
      ['health /up 7'],
    ],
    [
      'Kubernetes',
      'resource "kubernetes_deployment" "a" {\n  spec {\n    template {\n      spec {\n        container {\n          port {\n            container_port = 8083\n          }\n          readiness_probe {\n            http_get {\n              path = "/go"\n            }\n          }\n        }\n      }\n    }\n  }\n}\n',
      ['port 8083 7', 'ready /go 11'],
    ],
    [
      'ECS and its balancer',
      'resource "aws_ecs_task_definition" "a" {\n  container_definitions = jsonencode([{\n    name = "a"\n    portMappings = [{ containerPort = 8084 }]\n  }])\n}\nresource "aws_lb_target_group" "a" {\n  health_check {\n    path = "/ok"\n  }\n}\n',
      ['port 8084 2', 'health /ok 9'],
    ],
    ['Azure', 'resource "azurerm_container_app" "a" {\n  ingress {\n    target_port = 8085\n  }\n}\n', ['port 8085 3']],
  ])('%s', (_name, text, lines) => {
    expect(shown(text)).toEqual(lines);
  });

  test.each([
    ['a comment', run('      # ports { container_port = 8081 }')],
    ['a heredoc', run('      command = <<EOT\nports {\n  container_port = 8081\n}\nEOT')],
    ['a variable without a default', `variable "port" {}\n${run('      ports { container_port = var.port }')}`],
    ['a side image', run('      ports { container_port = 5432 }', 'postgres:16')],
    ['another resource', 'resource "x" "y" {\n  ports {\n    container_port = 8081\n  }\n}\n'],
    ['the root as a path', run('      liveness_probe {\n        http_get {\n          path = "/"\n        }\n      }')],
  ])('nothing from %s', (_name, text) => {
    expect(shown(text)).toEqual([]);
  });

  test('two services that disagree say no port; an example says nothing', () => {
    const port = (n: number): string => run(`      ports { container_port = ${n} }`);
    expect(shown(port(8081) + port(8082))).toEqual([]);
    expect(shown(port(8081) + port(8081))).toHaveLength(2);
    expect(shown(port(8081), 'examples/main.tf')).toEqual([]);
  });
});
