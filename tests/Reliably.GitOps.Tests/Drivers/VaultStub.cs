using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>A vault on loopback: one secret at <c>shop</c>, for whoever shows the token, or logs in with the role's secret or a service account's token.</summary>
internal sealed class VaultStub : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    public VaultStub()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public const string Token = "vault-token-0123456789";
    public const string RoleSecret = "vault-role-secret-77";
    public const string AccountToken = "service-account-token";
    public const string Password = "p4ssw0rd-of-the-vault";

    public string Url => "http://" + listener.LocalEndpoint;

    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var stream = client.GetStream();
            var bytes = new byte[64 * 1024];
            var length = 0;
            string text;
            do
            {
                var read = await stream.ReadAsync(bytes.AsMemory(length), stop.Token);
                if (read == 0) return;
                length += read;
                text = Encoding.UTF8.GetString(bytes, 0, length);
            }
            while (!IsWhole(text));
            var (status, body) = Answer(text);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), stop.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    private static bool IsWhole(string text)
    {
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0) return false;
        var length = text.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null || text.Length - head - 4 >= int.Parse(length["Content-Length: ".Length..]);
    }

    private (string Status, string Body) Answer(string request)
    {
        var target = request.Split(' ')[1];
        Asked.Enqueue(request.Split(' ')[0] + " " + target);
        if (target is "/v1/auth/approle/login") return request.Contains(RoleSecret, StringComparison.Ordinal) ? LoggedIn : Refused;
        if (target is "/v1/auth/kubernetes/login") return request.Contains(AccountToken, StringComparison.Ordinal) ? LoggedIn : Refused;
        if (!request.Contains("X-Vault-Token: " + Token + "\r\n", StringComparison.OrdinalIgnoreCase)) return Refused;
        return target switch
        {
            "/v1/secret/data/shop" => ("200 OK", "{\"data\":{\"data\":{\"user\":\"ada-of-the-shop\",\"password\":\"" + Password + "\"},\"metadata\":{\"version\":3}}}"),
            "/v1/kv/shop" => ("200 OK", "{\"data\":{\"user\":\"ada-of-the-shop\",\"password\":\"" + Password + "\"}}"),
            _ => ("404 Not Found", """{"errors":[]}"""),
        };
    }

    private static (string Status, string Body) LoggedIn => ("200 OK", "{\"auth\":{\"client_token\":\"" + Token + "\"}}");

    private static (string Status, string Body) Refused => ("403 Forbidden", """{"errors":["permission denied"]}""");
}
