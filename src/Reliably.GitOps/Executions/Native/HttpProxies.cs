using System.Net;

namespace Reliably.GitOps.Executions.Native;

/// <summary>The proxy that the run's environment names for an address (<c>requests.utils.get_environ_proxies</c>).</summary>
internal static class HttpProxies
{
    public static IWebProxy? For(Uri target, IReadOnlyDictionary<string, string> environment)
    {
        var text = Variable(environment, target.Scheme + "_proxy") ?? Variable(environment, "all_proxy");
        if (text is null || IsExempt(target, Variable(environment, "no_proxy"))) return null;
        if (!text.Contains("://", StringComparison.Ordinal)) text = "http://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var proxy)) throw new ExperimentErrorException($"The proxy of {target.Scheme} is not an address.");
        var login = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        return new WebProxy(proxy) { Credentials = login[0].Length > 0 ? new NetworkCredential(login[0], login.ElementAtOrDefault(1)) : null };
    }

    private static string? Variable(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault(name) is { Length: > 0 } lower ? lower
        : environment.GetValueOrDefault(name.ToUpperInvariant()) is { Length: > 0 } upper ? upper : null;

    private static bool IsExempt(Uri target, string? exemptions)
    {
        foreach (var entry in (exemptions ?? "").Replace(" ", "", StringComparison.Ordinal).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry == "*" || target.Host.EndsWith(entry, StringComparison.OrdinalIgnoreCase) || $"{target.Host}:{target.Port}".EndsWith(entry, StringComparison.OrdinalIgnoreCase)) return true;
            if (IPAddress.TryParse(target.Host, out var address) && IPNetwork.TryParse(entry, out var network) && network.Contains(address)) return true;
        }

        return false;
    }
}
