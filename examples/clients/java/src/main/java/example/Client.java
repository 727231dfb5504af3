// Sends a payment file, then receives and downloads a statement, over the API of pesit-drop.
//
//   mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies compile -DoutputDirectory=target/lib
//   java -cp 'target/classes:target/lib/*' example.Client send FILE   prints {"id": ..., "status": ...}
//   java -cp 'target/classes:target/lib/*' example.Client receive NAME TARGET   writes the statement to TARGET when COMPLETED
//
// PESIT_DROP_URL: where the daemon listens (http://localhost:9081); PESIT_DROP_KEY: a key, when needed.
package example;

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

  public static void main(String[] given) {
    String url = System.getenv().getOrDefault("PESIT_DROP_URL", "http://localhost:9081");
    System.out.println(new Client(url).call(given));
  }
}
