namespace Reliably.GitOps.GitHub;

/// <summary>One request to the API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Below the API's address, escaped: <c>repos/acme/shop/pulls/7</c>; or a whole address of the same API, as links of pages are.</param>
/// <param name="Installation">On whose behalf; null as the App itself, or with a personal token.</param>
internal sealed record GitHubRequest(HttpMethod Method, string Path, long? Installation)
{
    /// <summary>The body, JSON.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Something that an event just spoke of: GitHub may need a moment until its API knows it too, so "not there" is asked again.</summary>
    public bool JustHappened { get; init; }

    /// <summary>It leads to where GitHub said that it had moved.</summary>
    public bool WasMoved { get; init; }

    /// <summary>Content that people see, of which GitHub takes 80 a minute and 500 an hour.</summary>
    public bool IsContent => Method != HttpMethod.Get;

    /// <summary>It adds to what is there although it only changes something, as annotations add up.</summary>
    public bool Adds { get; init; }

    /// <summary>Doing it twice is doing it once, so it can be tried again without a look.</summary>
    public bool CanBeRepeated => Method != HttpMethod.Post && !Adds;
}

/// <summary>A successful answer.</summary>
/// <param name="Content">The body.</param>
/// <param name="Next">The address of the next page; null on the last.</param>
internal sealed record GitHubAnswer(ReadOnlyMemory<byte> Content, string? Next);
