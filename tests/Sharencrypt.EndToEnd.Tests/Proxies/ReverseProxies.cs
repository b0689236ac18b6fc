namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>nginx and HAProxy before a relay, with their timeouts as they come.</summary>
internal static class ReverseProxies
{
    /// <summary>nginx that passes upgrades on, as docs/operating-a-relay.md has it.</summary>
    public static Task<ProxyProcess> NginxAsync(int port, string relay) => NginxAsync(port, relay, """
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_buffering off;
        """);

    /// <summary>nginx as it is without a word about upgrades: it takes them out of requests.</summary>
    public static Task<ProxyProcess> StrippingNginxAsync(int port, string relay) => NginxAsync(port, relay, "");

    /// <summary>One that also collects answers and does not let the relay have a say in it.</summary>
    public static Task<ProxyProcess> BufferingNginxAsync(int port, string relay) => NginxAsync(port, relay, """
        proxy_ignore_headers X-Accel-Buffering;
        proxy_buffering on;
        proxy_buffers 16 1m;
        proxy_buffer_size 1m;
        proxy_busy_buffers_size 2m;
        """);

    public static Task<ProxyProcess> HaproxyAsync(int port, string relay) => ProxyProcess.StartAsync(
        "haproxy",
        port,
        _ => $"""
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            frontend people
              bind 127.0.0.1:{port}
              default_backend relay
            backend relay
              server one {relay.Replace("http://", "", StringComparison.Ordinal)}

            """,
        file => ["-db", "-f", file]);

    private static Task<ProxyProcess> NginxAsync(int port, string relay, string more) => ProxyProcess.StartAsync(
        "nginx",
        port,
        folder => $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass {{relay}};
                  {{more}}
                }
              }
            }
            """,
        file => ["-e", "stderr", "-c", file]);
}
