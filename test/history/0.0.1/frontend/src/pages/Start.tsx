import { Link } from 'react-router';
import tea from '../assets/tea.png';

export function Start() {
  return (
    <main>
      <img src={tea} alt="Tea" width={96} height={96} />
      <ul>
        {['tea', 'coffee', 'cocoa'].map((sku) => (
          <li key={sku}>
            <Link to={`/articles/${sku}`}>{sku}</Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
