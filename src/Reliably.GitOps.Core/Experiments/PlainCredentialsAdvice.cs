using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Experiments;

/// <summary>Credentials that travel over http without encryption, unless the machine talks to itself.</summary>
internal static class PlainCredentialsAdvice
{
    private static readonly string[] Local = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal"];

    public static void Check(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Type == "http") Call(activity, findings);
        else if (activity.Command is { } line) Program(activity, line, findings);
    }

    private static void Call(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Provider.Field("url") is not { } url || activity.Values.Apply(url.Node) is not DataNode.Text { Value: var address } || !IsPlain(address)) return;
        if (CredentialsIn(address) is { } part) findings.Add(DiagnosticCatalogue.PlainCredentials.At(url, part));
        else if (Entry(activity.Provider.Field("headers"), SecretNames.IsHeader) is { } header) findings.Add(DiagnosticCatalogue.PlainCredentials.At(header, "Credentials travel in this header"));
        else if (Entry(activity.Provider.Field("arguments"), SecretNames.IsSecret) is { } argument) findings.Add(DiagnosticCatalogue.PlainCredentials.At(argument, "Credentials travel in this argument"));
    }

    private static void Program(AdvisedActivity activity, CommandLine line, DiagnosticList findings)
    {
        foreach (var words in line.Commands.Select(static command => command.Words).Where(static words => CommandLine.NameOf(words[0]) is "curl" or "wget"))
        {
            if (words.FirstOrDefault(IsPlain) is not { } address) continue;
            var hasCredentials = words.Any(static word => word is "-u" or "--user" or "--password" || word.StartsWith("--user=", StringComparison.Ordinal) || IsHeader(word));
            if ((CredentialsIn(address) ?? (hasCredentials ? "Credentials travel" : null)) is not { } part) continue;
            findings.Add(DiagnosticCatalogue.PlainCredentials.At(activity.Provider.Field("arguments") ?? activity.Provider.Head(), part));
            return;
        }
    }

    private static bool IsHeader(string word) => word.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && SecretNames.IsHeader(word[..colon]);

    private static DocumentCursor? Entry(DocumentCursor? mapping, Func<string, bool> isSecret) =>
        mapping?.Node is DataNode.Mapping { Entries: var entries } && entries.FirstOrDefault(entry => isSecret(entry.Name) && PythonTruth.Of(entry.Value)) is { } found
            ? mapping.AtKey(found)
            : null;

    /// <summary>An address of http whose host is known, and is another machine.</summary>
    private static bool IsPlain(string address)
    {
        if (!address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) return false;
        var host = Authority(address);
        host = host[(host.LastIndexOf('@') + 1)..];
        if (host.StartsWith('$')) return false;
        if (!host.StartsWith('[')) host = host.Split(':')[0];
        return !Local.Any(local => host.StartsWith(local, StringComparison.OrdinalIgnoreCase));
    }

    private static string? CredentialsIn(string address)
    {
        if (Authority(address).LastIndexOf('@') > 0) return "The user of this address travels";
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query < 0) return null;
        var name = address[(query + 1)..].Split('&').Select(static part => part.Split('=')).FirstOrDefault(static part => part is [var name, { Length: > 0 }, ..] && SecretNames.IsSecret(name))?[0];
        return name is null ? null : $"'{name}' of this address travels";
    }

    private static string Authority(string address)
    {
        var rest = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }
}
