using System.Text;

namespace Reliably.GitOps.Executions.Native;

/// <summary>Credentials that requests finds by itself: in the caller's <c>.netrc</c>, else in the address.</summary>
internal static class HttpCredentials
{
    /// <summary>The value of an Authorization header; null where there are none.</summary>
    public static string? For(Uri target, IReadOnlyDictionary<string, string> environment)
    {
        if (FromNetrc(target.Host, environment) is { } login) return Basic(login);
        return target.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(target.UserInfo)) : null;
    }

    private static string Basic(string login) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login.Contains(':', StringComparison.Ordinal) ? login : login + ":"));

    private static string? FromNetrc(string host, IReadOnlyDictionary<string, string> environment)
    {
        var file = environment.GetValueOrDefault("NETRC") is { Length: > 0 } named ? named
            : environment.GetValueOrDefault("HOME") is { Length: > 0 } home ? Path.Combine(home, ".netrc") : null;
        if (file is null || !File.Exists(file)) return null;
        try
        {
            return Find(host, File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // a file of somebody else is none, as in requests
        }
    }

    private static string? Find(string host, string[] words)
    {
        string? fallback = null;
        for (var i = 0; i < words.Length; i++)
        {
            var isDefault = words[i] == "default";
            if (!isDefault && (words[i] != "machine" || i + 1 >= words.Length)) continue;
            var name = isDefault ? null : words[++i];
            string? login = null, password = null;
            for (; i + 2 < words.Length && words[i + 1] is "login" or "password" or "account"; i += 2)
            {
                if (words[i + 1] == "login") login = words[i + 2];
                if (words[i + 1] == "password") password = words[i + 2];
            }

            if (name == host) return $"{login}:{password}";
            if (isDefault) fallback ??= $"{login}:{password}";
        }

        return fallback;
    }
}
