/** A school with its adults at their pages, for the tests of alerts. */
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

/** A school at twenty past ten on a Tuesday, with everyone at their page. */
export async function staffed(options: Parameters<typeof openSchool>[0] = {}) {
  const school = await openSchool(options);
  const everyone: [string, Parameters<OpenSchool['employ']>[1], string[]?][] = [
    ['anna', ['teacher'], ['3A']],
    ['ben', ['teacher'], ['4B']],
    ['amy', ['assistant'], ['3A']],
    ['office', ['office']],
    ['dsl', ['dsl']],
    ['deputy', ['deputy']],
    ['head', ['head']],
    ['technician', ['technician']],
  ];
  for (const [name, roles, groups] of everyone) {
    await school.employ(name, roles, groups);
    await school.arrive(name);
  }
  return school;
}
export const inClass = () => pressOf({ group: '3A', room: 'R4', device: 'T1' });
export const steps = async (school: OpenSchool) => (await school.told()).map(([step]) => step);
