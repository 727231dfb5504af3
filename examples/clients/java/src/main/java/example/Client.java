// Sends a payment file, then receives and downloads a statement, over the API of pesit-drop.
//
//   java -cp ... example.Client send FILE            prints {"id": ..., "status": ...}
//   java -cp ... example.Client receive NAME TARGET  writes the statement to TARGET when COMPLETED
//
// Without arguments it reads such calls from its input, one a line, and answers each with one line.
// PESIT_DROP_URL: where the daemon listens (http://localhost:9081); PESIT_DROP_KEY: a key, when needed.
package example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestTemplate;

public class Client {
  private final RestTemplate restTemplate = new RestTemplate();
  private final String baseUrl;

  Client(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  Map<?, ?> send(String path) {
    HttpHeaders headers = headers();
    headers.setContentType(MediaType.MULTIPART_FORM_DATA);
    MultiValueMap<String, Object> body = new LinkedMultiValueMap<>();
    body.add("file", new FileSystemResource(path));
    body.add("serverId", 1);
    body.add("remoteFilename", Path.of(path).getFileName().toString());
    body.add("partnerId", "MON_ENTREPRISE");
    body.add("virtualFile", "VIREMENTS");
    return restTemplate
        .postForEntity(baseUrl + "/api/transfers/send", new HttpEntity<>(body, headers), Map.class)
        .getBody();
  }

  Map<?, ?> receive(String name, String target) {
    Map<String, Object> asked =
        Map.of(
            "serverId", 1,
            "remoteFilename", name,
            "partnerId", "MON_ENTREPRISE",
            "virtualFile", "RELEVES");
    Map<?, ?> transfer =
        restTemplate
            .postForEntity(
                baseUrl + "/api/transfers/receive", new HttpEntity<>(asked, headers()), Map.class)
            .getBody();
    if ("COMPLETED".equals(transfer.get("status"))) {
      restTemplate.execute(
          baseUrl + "/api/transfers/" + transfer.get("id") + "/download",
          HttpMethod.GET,
          request -> request.getHeaders().putAll(headers()),
          response ->
              Files.copy(
                  response.getBody(), Path.of(target), StandardCopyOption.REPLACE_EXISTING));
    }
    return transfer;
  }

  private static HttpHeaders headers() {
    HttpHeaders headers = new HttpHeaders();
    String key = System.getenv("PESIT_DROP_KEY");
    if (key != null) headers.setBearerAuth(key);
    return headers;
  }

  private String call(String[] given) {
    Map<?, ?> transfer = "send".equals(given[0]) ? send(given[1]) : receive(given[1], given[2]);
    Object id = transfer.get("id");
    return "{\"id\": "
        + (id == null ? "null" : "\"" + id + "\"")
        + ", \"status\": \""
        + transfer.get("status")
        + "\"}";
  }

  public static void main(String[] given) throws IOException {
    String url = System.getenv().getOrDefault("PESIT_DROP_URL", "http://localhost:9081");
    if (given.length > 0) {
      System.out.println(new Client(url).call(given));
      return;
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t");
      // The first part is the base URL of this call.
      String[] call = java.util.Arrays.copyOfRange(parts, 1, parts.length);
      System.out.println(new Client(parts[0]).call(call));
    }
  }
}
