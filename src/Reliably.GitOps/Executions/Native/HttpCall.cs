using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>What an HTTP provider asks for, substituted and checked.</summary>
internal sealed record HttpCall
{
    private static readonly ImmutableArray<(string Name, string Value)> Defaults =
        [("User-Agent", "reliably-gitops"), ("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*"), ("Connection", "keep-alive")];

    public required string Method { get; init; }

    /// <summary>The address as substituted, for messages.</summary>
    public required string Url { get; init; }

    /// <summary>The address that is called.</summary>
    public required Uri Target { get; init; }

    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TimeSpan? ReadTimeout { get; init; }

    public int MaxRetries { get; init; }

    /// <summary>Certificates are checked.</summary>
    public bool VerifyTls { get; init; } = true;

    /// <summary>File of certificates to trust instead of the system's.</summary>
    public string? TrustFile { get; init; }

    /// <summary>What an answer may be packed in: an author who asks for something else is not answered as if they had not.</summary>
    public bool TakesPacked => Headers.Any(static header => header.Name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase)
        && (header.Value.Contains("gzip", StringComparison.OrdinalIgnoreCase) || header.Value.Contains("deflate", StringComparison.OrdinalIgnoreCase)));

    public bool IsIdempotent => Method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" or "TRACE";

    /// <exception cref="ExperimentErrorException">It makes no sense to requests.</exception>
    public static HttpCall Read(DataNode.Mapping provider, NativeContext context)
    {
        var substitution = context.Substitution;
        if (substitution.Apply(provider["url"] ?? DataNode.None) is not DataNode.Text { Value: var url }) throw new ExperimentErrorException("The address of an HTTP call is not a text.");
        var method = provider["method"] switch
        {
            null => "GET",
            DataNode.Text text => text.Value.ToUpperInvariant(),
            _ => throw new ExperimentErrorException("The method of an HTTP call is not a text."),
        };
        var asked = HeadersOf(substitution.Apply(provider["headers"] ?? DataNode.None));
        var arguments = substitution.ApplyToArguments(provider["arguments"]);
        var (body, type) = method == "GET" ? (null, null) : BodyOf(arguments, asked);
        var (connect, read) = TimeoutsOf(substitution.Apply(provider["timeout"] ?? DataNode.None));
        return new()
        {
            Method = method,
            Url = url,
            Target = TargetOf(url, method == "GET" ? RequestsEncoding.Form(arguments) : null),
            Headers = Merge(asked, type),
            Body = body,
            ConnectTimeout = connect,
            ReadTimeout = read,
            MaxRetries = provider["max_retries"] switch
            {
                null => 0,
                DataNode.Integer retries => (int)System.Numerics.BigInteger.Min(retries.Value, 1000),
                _ => throw new ExperimentErrorException("max_retries of an HTTP call is not a whole number."),
            },
            VerifyTls = provider["verify_tls"] is null || PythonTruth.Of(provider["verify_tls"]),
            TrustFile = provider["verify_tls"] is DataNode.Text { Value.Length: > 0 } file ? file.Value : TrustFileOf(context),
        };
    }

    /// <summary>An address as requests would call it; the fragment stays behind.</summary>
    /// <exception cref="ExperimentErrorException">It is no address that it would call.</exception>
    public static Uri TargetOf(string url, string? query)
    {
        var text = url.TrimStart();
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw new ExperimentErrorException($"'{url}' is not an address of http or https.");
        text = text.Split('#', 2)[0];
        var authority = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = text.AsSpan(authority).IndexOfAny('/', '?') is var at and >= 0 ? authority + at : text.Length;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate(text[..path] + RequestsAddress.Of(text[path..], query), options, out var target) && target.Host.Length > 0
            ? target
            : throw new ExperimentErrorException($"'{url}' is not an address that can be called.");
    }

    private static ImmutableArray<(string Name, string? Value)> HeadersOf(DataNode headers) => headers switch
    {
        DataNode.Mapping mapping => [.. mapping.Entries.Select(static entry => (entry.Name, entry.Value switch
        {
            DataNode.Null => null,
            DataNode.Text { Value: var value } when value.AsSpan().IndexOfAny('\r', '\n') < 0 && !value.StartsWith(' ') => value.AsSpan().IndexOfAnyExceptInRange('\0', 'ÿ') < 0
                ? value
                : throw new ExperimentErrorException($"The header '{entry.Name}' of an HTTP call holds a character that headers cannot carry."),
            _ => throw new ExperimentErrorException($"The header '{entry.Name}' of an HTTP call must be a text on one line."),
        }))],
        _ when !PythonTruth.Of(headers) => [],
        _ => throw new ExperimentErrorException("The headers of an HTTP call are not a mapping."),
    };

    /// <summary>JSON only where the header says exactly that, in exactly these letters; else a form, or a text as it is.</summary>
    private static (byte[]? Body, string? Type) BodyOf(DataNode? arguments, ImmutableArray<(string Name, string? Value)> headers)
    {
        if (headers.Any(static header => header is { Name: "Content-Type", Value: "application/json" }))
            return arguments is null or DataNode.Null ? (null, null) : (Encoding.UTF8.GetBytes(RequestsEncoding.Json(arguments)), null);
        if (!PythonTruth.Of(arguments)) return (null, null);
        var type = arguments is DataNode.Text ? null : "application/x-www-form-urlencoded";
        return (Encoding.UTF8.GetBytes(RequestsEncoding.Form(arguments)!), type);
    }

    private static ImmutableArray<(string Name, string Value)> Merge(ImmutableArray<(string Name, string? Value)> asked, string? bodyType)
    {
        var headers = Defaults.Where(fixedOne => !asked.Any(header => header.Name.Equals(fixedOne.Name, StringComparison.OrdinalIgnoreCase)))
            .Concat(asked.Where(static header => header.Value is not null).Select(static header => (header.Name, header.Value!)));
        var needsType = bodyType is not null && !asked.Any(static header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && header.Value is not null);
        return [.. needsType ? headers.Append(("Content-Type", bodyType!)) : headers];
    }

    private static (TimeSpan? Connect, TimeSpan? Read) TimeoutsOf(DataNode timeout) => timeout switch
    {
        DataNode.Null => (null, null),
        DataNode.Sequence { Items: [var connect, var read] } => (TimeoutOf(connect), TimeoutOf(read)),
        _ => (TimeoutOf(timeout), TimeoutOf(timeout)),
    };

    private static TimeSpan? TimeoutOf(DataNode timeout) => timeout is DataNode.Null
        ? null
        : timeout is not DataNode.Boolean && Pause.SecondsOf(timeout) is > 0 and var seconds
            ? Pause.Span(seconds)
            : throw new ExperimentErrorException($"The timeout of an HTTP call must be a number of seconds above 0, not {PythonText.Repr(timeout)}.");

    private static string? TrustFileOf(NativeContext context) =>
        context.Environment.GetValueOrDefault("REQUESTS_CA_BUNDLE") is { Length: > 0 } file ? file
        : context.Environment.GetValueOrDefault("CURL_CA_BUNDLE") is { Length: > 0 } other ? other : null;
}
