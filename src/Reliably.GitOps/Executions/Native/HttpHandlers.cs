using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reliably.GitOps.Executions.Native;

/// <summary>A client that behaves as requests does: no redirects of its own, the run's proxies, its own trust.</summary>
internal static class HttpHandlers
{
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    public static HttpClient Create(HttpCall call, IReadOnlyDictionary<string, string> environment, HeadRecorder heads)
    {
        var proxy = HttpProxies.For(call.Target, environment);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = call.TakesPacked ? DecompressionMethods.GZip | DecompressionMethods.Deflate : DecompressionMethods.None,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1, // as Python writes them
            ActivityHeadersPropagator = null,
            UseProxy = proxy is not null,
            Proxy = proxy,
            ConnectTimeout = call.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new RecordingStream(context.PlaintextStream, heads)),
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = ValidationOf(call) },
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    [SuppressMessage("Security", "CA5359", Justification = "The author of the experiment asks for it with verify_tls: false.")]
    private static RemoteCertificateValidationCallback? ValidationOf(HttpCall call)
    {
        if (!call.VerifyTls) return static (_, _, _, _) => true;
        if (call.TrustFile is not { } file) return null;
        return (_, certificate, chain, errors) => certificate is X509Certificate2 server && Trusts(file, server, chain, errors);
    }

    private static bool Trusts(string file, X509Certificate2 server, X509Chain? sent, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(server);
    }
}
