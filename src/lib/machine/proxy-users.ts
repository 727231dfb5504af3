// The users of proxy programs.

/** The users of well-known proxies, web servers and tunnels in the packages of the usual distributions. */
export const proxyUsers: readonly string[] = [
  ...['www-data', 'www', 'http', 'httpd', 'apache', 'apache2', 'wwwrun', 'nginx', '_nginx'],
  ...['openresty', 'angie', 'lighttpd', 'caddy', 'h2o', 'hiawatha', 'traefik', 'envoy', 'kong'],
  ...['istio-proxy', 'haproxy', 'hitch', 'pound', 'sozu', 'stunnel', 'stunnel4', 'squid', 'proxy'],
  ...['varnish', 'varnishd', 'vcache', 'tinyproxy', 'privoxy', 'tor', 'debian-tor', 'cloudflared'],
  ...['ngrok', 'frp', 'systemd-socket-proxyd', 'nobody'],
]
